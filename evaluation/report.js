"use strict";
const narrow = matchMedia("(max-width: 600px)").matches;
document.querySelectorAll(".plot").forEach((place) => {
  const { data, layout } = JSON.parse(place.nextElementSibling.textContent);
  if (narrow) layout.font.size = 11;
  Plotly.newPlot(place, data, layout, { displayModeBar: false, responsive: true });
});
// Paper is narrower than most screens, and a closed table cannot be opened on it.
const fit = () => document.querySelectorAll(".plot").forEach((place) => Plotly.Plots.resize(place));
addEventListener("beforeprint", () => {
  document.body.classList.add("printing");
  fit();
});
addEventListener("afterprint", () => {
  document.body.classList.remove("printing");
  fit();
});
