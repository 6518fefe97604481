/**
 * The sheet's style. On paper the code takes the space that the texts leave, up to 108 mm, so that everything fits on
 * one page. The fonts are the system's, because the page loads nothing.
 */
export const style = `
@page { margin: 13mm; }
* { box-sizing: border-box; margin: 0; }
:root { color-scheme: light; }
body {
  max-width: 188mm; margin: 0 auto; padding: 10mm 6mm; background: #fff; color: #1b1f24;
  font: 11pt/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
header { padding-bottom: 4mm; border-bottom: 0.6mm solid #1b1f24; }
.kicker { margin-bottom: 1.5mm; }
h1 { font-size: 21pt; line-height: 1.2; letter-spacing: -0.01em; }
.sheet { display: grid; grid-template-columns: 104mm 1fr; gap: 0 6mm; align-items: center; margin: 3mm 0; }
.code { margin-left: -4mm; }
.code svg { display: block; max-width: 100%; height: auto; }
dl { display: grid; gap: 6mm; }
dt, h2, .kicker {
  font-size: 8.5pt; line-height: 1.4; font-weight: 700; letter-spacing: 0.08em; text-transform: uppercase;
  color: #57606a;
}
dd { margin-top: 1mm; font-size: 11.5pt; }
.profile { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.until { font-weight: 600; }
.token { font: 700 13pt/1.35 ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", monospace; }
.hint { margin-top: 1.5mm; font-size: 9pt; line-height: 1.4; color: #57606a; }
h2 { margin-bottom: 2.5mm; }
ol { list-style: none; padding: 0; counter-reset: step; display: grid; gap: 2mm; }
li { counter-increment: step; position: relative; padding-left: 9.5mm; min-height: 6.2mm; }
li::before {
  content: counter(step); position: absolute; left: 0; top: -0.2mm; width: 6.2mm; height: 6.2mm;
  border: 0.35mm solid #1b1f24; border-radius: 50%;
  font-size: 9pt; line-height: 5.5mm; font-weight: 700; text-align: center;
}
.notes { margin-top: 5mm; padding: 3mm 4mm; border-left: 1mm solid #1b1f24; background: #f3f4f6; }
.notes h2 { margin-bottom: 1mm; }
.notes p { white-space: pre-line; font-size: 10pt; line-height: 1.4; }
footer {
  margin-top: 5mm; padding-top: 2.5mm; border-top: 0.25mm solid #d0d7de; font-size: 8.5pt; line-height: 1.4;
  color: #57606a;
}
@media print {
  body, main { display: flex; flex-direction: column; min-height: 0; }
  body { height: calc(100vh - 1mm); max-width: none; padding: 0; }
  .sheet { flex: 0 1 108mm; min-height: min-content; }
  .code { position: relative; height: 100%; }
  .code svg { position: absolute; width: 100%; height: 100%; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media screen and (max-width: 680px) {
  body { padding: 20px 16px; font-size: 16px; }
  header { padding-bottom: 14px; }
  h1 { font-size: 24px; }
  .sheet { grid-template-columns: 1fr; gap: 18px; margin: 8px 0 24px; }
  .code { margin: 0 -16px; }
  .code svg { margin: 0 auto; }
  dl { gap: 18px; }
  dt, h2, .kicker, footer { font-size: 12px; }
  dd { font-size: 17px; }
  .token { font-size: 19px; }
  .hint { font-size: 14px; }
  ol { gap: 12px; }
  li { padding-left: 38px; min-height: 26px; }
  li::before { width: 26px; height: 26px; font-size: 13px; line-height: 23px; }
  .notes p { font-size: 15px; }
}
`;
