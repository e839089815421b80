// Charts beside the tables of a report: an extra for the eye, drawn from the numbers in the tables.
"use strict";
const INK = "#16201b", GREEN = "#0b5d3b", OTHER = "#d9822b", LINE = "#d5ddd8", MOST_BARS = 12, MOST_STEPS = 20;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function numbers(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("rp-inner"));
  const labels = rows.map((row) => row.cells[0].textContent.trim());
  const columns = heads.map((_, at) => rows.map((row) => row.cells[at + 1]?.dataset.value));
  return { heads, labels, columns: columns.map((column) => column.map((value) => (value === undefined ? null : Number(value)))) };
}

function shorten(label, most) {
  return label.length > most ? label.slice(0, most - 1) + "…" : label;
}

function draw(place) {
  const table = document.getElementById(place.dataset.of);
  if (!table || !window.Chart) return;
  const kind = place.dataset.chart, { heads, labels, columns } = numbers(table);
  const lying = kind === "bar" || kind === "funnel", most = kind === "funnel" ? MOST_STEPS : lying ? MOST_BARS : labels.length;
  const shown = labels.slice(0, most), canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Biểu đồ: ${table.caption.textContent}. Số liệu ở bảng bên dưới.`);
  place.append(canvas);
  place.classList.add(lying ? "rp-lying" : "rp-standing");
  const datasets = (kind === "funnel" ? [0, 1] : [0]).map((at) => ({
    label: heads[at], data: columns[at].slice(0, most), backgroundColor: at ? OTHER : GREEN, borderColor: at ? OTHER : GREEN,
    borderWidth: 2, pointRadius: 2, tension: 0, spanGaps: false,
  }));
  new Chart(canvas, {
    type: kind === "line" ? "line" : "bar",
    data: { labels: shown.map((label) => shorten(label, lying ? (innerWidth < 600 ? 17 : 30) : 10)), datasets },
    options: {
      indexAxis: lying ? "y" : "x", responsive: true, maintainAspectRatio: false, animation: still ? false : { duration: 300 },
      plugins: { legend: { display: datasets.length > 1, labels: { color: INK } }, tooltip: { callbacks: { title: (items) => shown[items[0].dataIndex] } } },
      scales: {
        x: { beginAtZero: true, grid: { color: LINE }, ticks: { color: INK, precision: 0, maxRotation: 0, autoSkip: true } },
        y: { beginAtZero: true, grid: { color: LINE }, ticks: { color: INK, precision: 0, autoSkip: !lying } },
      },
    },
  });
}

document.querySelectorAll(".rp-chart").forEach(draw);
