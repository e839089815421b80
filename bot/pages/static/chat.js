// The chat page: sends by POST, shows what the stream pushes, resumes after a lost connection.
"use strict";

const talk = document.getElementById("talk");
const state = document.getElementById("state");
const form = document.getElementById("form");
const text = document.getElementById("text");
const page = document.querySelector("main");
const KEPT = "trolyso-talk"; // this phone's copy of the talk: closing the page loses nothing
const UNSENT = "trolyso-unsent";

let lines = read(KEPT);
let unsent = read(UNSENT);
let seen = lines.reduce((last, line) => Math.max(last, line.id || 0), 0);

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; }
}

function write(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value.slice(-200))); } catch { /* a private window keeps nothing */ }
}

function show(line) {
  const item = document.createElement("li");
  item.className = line.mine ? "theirs" : "ours";
  const said = document.createElement("p");
  said.textContent = line.text;
  item.append(said);
  if (line.picture) item.append(drawing(line.picture));
  if (line.buttons && line.buttons.length) item.append(choices(line.buttons));
  talk.append(item);
  page.scrollTop = page.scrollHeight;
  return item;
}

function drawing({ address, description }) {
  const image = document.createElement("img");
  image.src = address;
  image.alt = description;
  image.width = 320;
  image.height = 200;
  image.addEventListener("load", () => { page.scrollTop = page.scrollHeight; });
  return image;
}

function choices(buttons) {
  const group = document.createElement("div");
  group.className = "choices";
  for (const { label, choice } of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => say(label, { choice }));
    group.append(button);
  }
  return group;
}

function say(label, body) {
  const id = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2, 12)}`;
  const line = { mine: true, text: label };
  lines.push(line);
  write(KEPT, lines);
  show(line);
  unsent.push({ id, ...body });
  write(UNSENT, unsent);
  sendAll();
}

let sending = false;
async function sendAll() {
  if (sending) return;
  sending = true;
  try {
    while (unsent.length) {
      state.textContent = "Đang gửi…";
      const answer = await fetch("/chat/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(unsent[0]),
      });
      if (answer.status === 403) { location.reload(); return; }
      if (answer.status >= 500) throw new Error("not kept");
      unsent.shift();
      write(UNSENT, unsent);
    }
    state.textContent = "";
  } catch {
    state.textContent = "Mất mạng. Tin chưa gửi được giữ trên máy, có mạng sẽ tự gửi.";
    setTimeout(sendAll, 5000);
  } finally {
    sending = false;
  }
}

function listen() {
  const stream = new EventSource(`/chat/stream?after=${seen}`);
  stream.addEventListener("message", (event) => {
    const id = Number(event.lastEventId);
    if (id <= seen) return;
    seen = id;
    const line = { id, ...JSON.parse(event.data) };
    lines.push(line);
    write(KEPT, lines);
    show(line);
  });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = text.value.trim();
  if (!typed) return;
  text.value = "";
  text.style.height = "";
  say(typed, { text: typed });
  text.focus();
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
text.addEventListener("input", () => {
  text.style.height = "";
  text.style.height = `${text.scrollHeight}px`;
});
addEventListener("online", sendAll);

lines.forEach(show);
listen();
const link = new URLSearchParams(location.search); // from a link or a QR code
const commune = link.get("xa");
const guide = link.get("mo");
if (commune || guide) history.replaceState(null, "", "/");
if (commune) say("Bắt đầu", { choice: `.place/${commune}`.slice(0, 64) });
if (guide) say("Mở bài hướng dẫn", { choice: guide.slice(0, 64) });
if (!commune && !guide) {
  if (lines.length) sendAll();
  else say("Bắt đầu", { choice: ".start" });
}
