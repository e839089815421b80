// Lets the phone keep every guide, for a village without signal.
"use strict";

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/offline.js", { scope: "/" }).catch(() => {}); // a private window keeps nothing
  navigator.serviceWorker.ready.then(() => {
    const kept = document.getElementById("kept");
    if (kept) kept.textContent = "Các bài đã lưu trên máy, mất mạng vẫn đọc được.";
  });
}
