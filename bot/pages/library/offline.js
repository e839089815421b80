// Keeps every guide on the phone. With a signal the newest page is shown, without one the kept page.
"use strict";

const { name, paths } = {{ kept|safe }};
const PATIENCE_MS = 3000; // longer than this and the kept page is shown

addEventListener("install", (event) => event.waitUntil(keepAll().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const old of await caches.keys()) if (old !== name) await caches.delete(old);
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = origin === location.origin && event.request.method === "GET";
  if (ours && paths.includes(pathname)) event.respondWith(newestOrKept(event.request, pathname));
  else if (ours && event.request.mode === "navigate") event.respondWith(newestOrIndex(event.request));
});

async function keepAll() {
  const kept = await caches.open(name);
  const left = [...paths];
  const keepNext = async () => {
    for (let path = left.shift(); path; path = left.shift()) {
      const page = await fetch(path, { cache: "no-cache" });
      if (!page.ok) throw new Error(`${path}: ${page.status}`);
      await kept.put(path, page);
    }
  };
  await Promise.all([keepNext(), keepNext(), keepNext()]); // few at a time, for a weak signal
}

async function newestOrKept(request, pathname) {
  const kept = await caches.match(pathname);
  if (!kept) return fetch(request);
  const newest = fetch(request);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS, kept));
  return Promise.race([newest.catch(() => kept), late]);
}

async function newestOrIndex(request) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect("/huong-dan", 302);
  }
}
