"use strict";

// Letters without accents and case, so that "Élan" is found by "elan".
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const cellValue = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? fold(cell.textContent.trim()) : Number(cell.dataset.value);
};

const compare = (one, other) => (typeof one === "number" ? one - other : one < other ? -1 : one > other ? 1 : 0);

function sortTable(table, column) {
  const head = table.tHead.rows[0].cells[column];
  // numbers are looked at for the largest, names in the order of the alphabet
  const first = head.classList.contains("n") ? "descending" : "ascending";
  const second = first === "ascending" ? "descending" : "ascending";
  const order = head.getAttribute("aria-sort") === first ? second : first;
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const rows = [...table.tBodies[0].rows];
  rows.sort((one, other) => sign * compare(cellValue(one, column), cellValue(other, column)));
  table.tBodies[0].append(...rows);
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortTable(table, column));
    head.append(button);
  });
}

function makeSearchable(input) {
  const target = document.getElementById(input.dataset.search);
  const items = target.tBodies ? [...target.tBodies[0].rows] : [...target.children];
  const texts = items.map((item) => fold(item.textContent));
  const count = document.querySelector(`[data-count="${input.dataset.search}"]`);
  const search = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let found = 0;
    items.forEach((item, place) => {
      item.hidden = !words.every((word) => texts[place].includes(word));
      found += item.hidden ? 0 : 1;
    });
    count.textContent = words.length ? `${found} of ${items.length}` : "";
  };
  input.addEventListener("input", search);
  input.closest(".search").hidden = false;
}

function hideRemovals(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const hidden = document.getElementById("traces").classList.toggle("only-kept");
    button.setAttribute("aria-pressed", String(hidden));
  });
}

// A link into a closed document opens it.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const around = target && target.closest("details");
  if (!around) return;
  around.hidden = false;
  around.open = true;
  target.scrollIntoView();
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
document.querySelectorAll("[data-search]").forEach(makeSearchable);
document.querySelectorAll("#toggle").forEach(hideRemovals);
window.addEventListener("hashchange", openTarget);
openTarget();
