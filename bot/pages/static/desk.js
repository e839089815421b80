// The desk's pages work without script; this makes them quicker and live.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const typing = () => document.activeElement?.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");

/* A form is sent once, however often it is tapped. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.method === "get") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}));

/* The inbox: ticks, keys, news */
const ticked = () => all(".tick input[name=case]:checked");
function count() {
  const chosen = one(".bulk .chosen");
  const many = ticked().length;
  if (chosen) chosen.textContent = many ? `Đã chọn ${many} việc:` : "Đánh dấu việc ở trên, rồi:";
}
document.addEventListener("change", (event) => { if (event.target.name === "case") count(); });

const cards = () => all(".card");
function here() { return cards().find((card) => card.contains(document.activeElement)) ?? one(".card.here"); }
function step(by) {
  const known = cards();
  const to = known[Math.max(0, Math.min(known.length - 1, known.indexOf(here()) + by))];
  if (!to) return;
  known.forEach((card) => card.classList.toggle("here", card === to));
  one("h3 a", to).focus();
  to.scrollIntoView({ block: "nearest" });
}
function tick() {
  const box = here() && one(".tick input", here());
  if (box) { box.checked = !box.checked; count(); }
}
function press(selector, tickFirst) {
  const button = one(selector);
  if (!button) return;
  if (tickFirst && !ticked().length) tick();
  if (!tickFirst || ticked().length) button.click();
}
/* What a link or a key leads to is unfolded and ready. */
function unfold(id) {
  const to = document.getElementById(id);
  for (let folded = to?.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  to?.scrollIntoView({ block: "center" });
  (to?.matches("form") ? one("button", to) : to)?.focus();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  unfold(link.hash.slice(1));
});
const inbox = one("#cases");
const keys = {
  j: () => step(1),
  k: () => step(-1),
  x: tick,
  a: () => (inbox ? press(".bulk [value=take]", true) : press("#take")),
  e: () => (inbox ? press(".bulk [value=close]", true) : unfold("closing")),
  "/": () => one("#words")?.focus(),
  "?": () => one("#keys")?.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing() || one("dialog[open]")) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (one("#write[open] .remarks li")) unfold("text");

/* News of the inbox: shown at once where nothing is disturbed, else offered. */
const news = one("#news");
let lastTouch = 0;
for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, () => { lastTouch = Date.now(); }, { passive: true });
const disturbed = () => ticked().length || typing() || one("dialog[open]") || one(".filters[open]") || scrollY > 300 || Date.now() - lastTouch < 3000;

function put(fresh) {
  for (const selector of [".tabs", "#cases"]) {
    const now = one(selector), then = one(selector, fresh);
    if (now && then) now.replaceWith(document.adoptNode(then));
  }
  news.textContent = "";
  count();
}
async function refresh(newest) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!one("#news", fresh)) return;
  news.dataset.newest = newest;
  const known = new Set(cards().map((card) => card.dataset.case));
  const added = all(".card", fresh).filter((card) => !known.has(card.dataset.case)).length;
  if (!disturbed()) return put(fresh);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = added ? `${added} việc mới – bấm để xem` : "Danh sách có thay đổi – bấm để xem";
  button.addEventListener("click", () => put(fresh));
  news.replaceChildren(button);
}

/* One stream for the page, only while it is looked at. */
const live = one("#live");
let stream = null;
function hear(event) {
  const told = JSON.parse(event.data);
  if (news && told.newest && told.newest !== news.dataset.newest) refresh(told.newest).catch(() => {});
  if (live) live.textContent = [told.acted && `${told.acted} Tải lại trang để xem.`, told.here].filter(Boolean).join(" ");
}
function listen() {
  if (document.hidden) { stream?.close(); stream = null; return; }
  if (stream || !(news || live)) return;
  const query = live ? `?case=${live.dataset.case}&seen=${live.dataset.seen}` : "";
  stream = new EventSource(`/desk/events${query}`);
  stream.onmessage = hear;
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => { stream?.close(); stream = null; });
addEventListener("pageshow", listen);

/* Hints while an answer is being written */
const text = one("textarea[data-check]");
let pause = 0;
async function check() {
  const form = new URLSearchParams({ form_key: one("[name=form_key]", text.form).value, text: text.value });
  const answer = await fetch(text.dataset.check, { method: "POST", body: form });
  if (!answer.ok) return;
  const { remarks, preview } = await answer.json();
  one("#remarks").replaceChildren(...remarks.map(({ says, blocks }) => {
    const line = document.createElement("li");
    line.className = blocks ? "blocks" : "warns";
    line.textContent = (blocks ? "Phải sửa: " : "Nên sửa: ") + says;
    return line;
  }));
  const bubble = one("#preview");
  bubble.hidden = !preview;
  bubble.textContent = preview;
}
text?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => check().catch(() => {}), 700);
});
