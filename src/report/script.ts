/** The whole script of the page: two buttons, and nothing hidden on paper. Everything else works without it. */
export const SCRIPT = `(() => {
  const root = document.documentElement;
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
  const theme = document.getElementById('theme');
  const print = document.getElementById('print');
  theme.hidden = print.hidden = false;
  theme.addEventListener('click', () => {
    const shown = root.dataset.theme || (systemIsDark.matches ? 'dark' : 'light');
    root.dataset.theme = shown === 'dark' ? 'light' : 'dark';
  });
  print.addEventListener('click', () => window.print());
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
})();`;
