/* Draws a chart from the table beside it; the table stays, folded. Every mark opens its row's page. */
(() => {
  "use strict";
  if (!window.echarts) return;
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const cells = (row) => [...row.querySelectorAll("[data-value]")].map((cell) => Number(cell.dataset.value));
  const charts = new Map();

  const option = (kind, names, rows) => {
    const labels = rows.map((row) => row.cells[0].textContent.trim());
    const axis = { axisLine: { lineStyle: { color: token("--line-2") } }, axisLabel: { color: token("--ink-2") }, axisTick: { show: false } };
    const words = { ...axis, type: "category", data: labels, inverse: kind !== "line", axisLabel: { ...axis.axisLabel, interval: kind === "line" ? "auto" : 0 } };
    const numbers = { ...axis, type: "value", splitLine: { lineStyle: { color: token("--line") } }, minInterval: 1 };
    const shapes = ["circle", "rect", "triangle", "diamond"];
    return {
      animation: false,
      color: ["--s1", "--s4", "--s3", "--s5", "--s6", "--s7"].map(token),
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("--ink") },
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: token("--paper"), borderColor: token("--line"), textStyle: { color: token("--ink") } },
      legend: { show: names.length > 1, textStyle: { color: token("--ink") }, top: 0, left: 0, icon: "rect", itemWidth: 10, itemHeight: 10 },
      grid: { left: 8, right: 24, top: names.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
      xAxis: kind === "line" ? words : numbers,
      yAxis: kind === "line" ? numbers : words,
      series: names.map((name, i) => ({
        name, data: rows.map((row) => cells(row)[i]), type: kind === "line" ? "line" : "bar", stack: kind === "stack" ? "all" : undefined,
        barMaxWidth: 18, symbol: shapes[i % shapes.length], symbolSize: 8, lineStyle: { width: 2, type: i ? "solid" : "dashed" },
      })),
    };
  };

  const draw = (figure) => {
    const table = figure.querySelector("table");
    const canvas = figure.querySelector(".canvas");
    const rows = [...table.tBodies[0].rows];
    const names = [...table.tHead.rows[0].cells].slice(1).map((th) => th.textContent.trim());
    if (!rows.length) return;
    canvas.hidden = false;
    // Bars keep their width and every bar its name, however many there are.
    if (figure.dataset.chart !== "line") canvas.style.height = `${Math.max(12, 3 + rows.length * (1.25 + 0.5 * names.length))}rem`;
    if (!charts.has(figure)) {
      figure.querySelector("details").open = false;
      // The figure's sentence and its table say the same to a reader's ear.
      canvas.setAttribute("aria-hidden", "true");
      const chart = window.echarts.init(canvas, null, { renderer: "svg", locale: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" });
      chart.on("click", (mark) => rows[mark.dataIndex]?.querySelector("a")?.click());
      charts.set(figure, chart);
    }
    charts.get(figure).setOption(option(figure.dataset.chart, names, rows), true);
  };

  const all = () => document.querySelectorAll("[data-chart]").forEach(draw);
  all();
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll?.("[data-chart]").forEach(draw));
  addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
  new MutationObserver(all).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
