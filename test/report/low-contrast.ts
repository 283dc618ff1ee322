/** What is hard to read on a page, found in the browser itself. */

/** Texts with less contrast than WCAG AA asks for, against the nearest painted background. */
export const LOW_CONTRAST = `(() => {
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const linear = [r, g, b].map(c => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== '');
    if (!own || /^(SCRIPT|STYLE)$/.test(element.tagName) || element.closest('.vh, [hidden]')) continue;
    const style = getComputedStyle(element);
    const front = rgb(element.namespaceURI.endsWith('svg') ? style.fill : style.color);
    const [a, b] = [light(front), light(behind(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < needed) low.push(ratio.toFixed(2) + ' ' + element.textContent.trim().slice(0, 40));
  }
  return low;
})()`;
