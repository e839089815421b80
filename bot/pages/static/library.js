// Searches the guides on the phone itself: letter by letter, without accents, also off line.
"use strict";

const asked = document.getElementById("asked");
const found = document.getElementById("found");

const plain = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) || [];

let catalogue;
async function guides() {
  catalogue ||= (await (await fetch("/huong-dan/muc-luc.json")).json()).map((guide) => ({
    ...guide, named: wordsOf(guide.title), known: new Set(guide.words.split(" ")),
  }));
  return catalogue;
}

function score(guide, words) {
  let sum = 0;
  for (const word of words) {
    if (guide.named.some((name) => name.startsWith(word))) sum += 3;
    else if (guide.known.has(word)) sum += 1;
  }
  return sum;
}

async function search() {
  const words = wordsOf(asked.value);
  if (!words.length) return found.replaceChildren();
  const scored = (await guides()).map((guide) => [score(guide, words), guide]);
  const best = Math.max(...scored.map(([sum]) => sum));
  const likely = scored.filter(([sum]) => sum && sum > best / 2).sort(([a], [b]) => b - a);
  show(likely.slice(0, 8).map(([, guide]) => guide));
}

function show(list) {
  if (!list.length) {
    const none = document.createElement("p");
    none.textContent = "Chưa thấy bài nào hợp. Bác thử chữ khác.";
    return found.replaceChildren(none);
  }
  const links = document.createElement("ul");
  links.className = "links";
  for (const { id, title } of list) {
    const link = document.createElement("a");
    link.href = `/huong-dan/${id}`;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    links.append(item);
  }
  found.replaceChildren(links);
}

asked.addEventListener("input", search);
const sought = new URLSearchParams(location.search).get("tim");
if (sought && !asked.value) { // the kept page, off line: the server has not searched
  asked.value = sought;
  search();
}
