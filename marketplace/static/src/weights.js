/* Weights as sliders: the order follows while one moves. Without script the same form asks the server. */
(() => {
  "use strict";
  const form = document.querySelector("[data-weights]");
  const body = document.querySelector("[data-weights-order] tbody");
  if (!form || !body) return;
  const inputs = [...form.querySelectorAll("input[type='number']")];
  const rows = [...body.querySelectorAll("tr[data-values]")].map((line) => ({
    line, values: JSON.parse(line.dataset.values), place: Number(line.dataset.place),
  }));
  const order = () => {
    const weights = inputs.map((input) => Number(input.value) || 0);
    const whole = weights.reduce((sum, one) => sum + one, 0);
    inputs.forEach((input) => { input.nextElementSibling.value = input.value; });
    if (!whole) return;
    const totals = rows.map((row) =>
      Math.round(row.values.reduce((sum, value, n) => sum + value * weights[n], 0) / whole * 10000));
    rows.map((row, n) => ({ ...row, total: totals[n] }))
      .sort((a, b) => b.total - a.total || a.place - b.place)
      .forEach((row) => {
        row.line.querySelector("[data-cell='place']").textContent =
          1 + totals.filter((other) => other > row.total).length;
        row.line.querySelector("[data-cell='total']").textContent = (row.total / 100).toFixed(2);
        body.append(row.line);
      });
  };
  inputs.forEach((input) => {
    if (!input.checkValidity()) input.value = input.dataset.posted;
    input.type = "range";
    input.className = "form-range";
    input.nextElementSibling.hidden = false;
    input.addEventListener("input", order);
  });
  form.querySelector("[type='submit']").hidden = true;
  order();
})();
