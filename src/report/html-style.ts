/** Styles of the HTML report: system fonts, light and dark, readable in print. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1c2128; --soft: #59636e; --line: #d1d9e0; --paper: #fff; --card: #f6f8fa;
  --bad: #b42318; --warn: #8a5a00; --good: #1a7f37; --mark: #fff1b8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --paper: #0d1117;
  --card: #151b23; --bad: #ff7b72; --warn: #e3b341; --good: #56d364; --mark: #5c4813; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .75rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: .5rem 0; overflow-wrap: anywhere; } li { overflow-wrap: anywhere; }
.kind, .place, .number, .count { color: var(--soft); } .kind { margin: 0; }
.place, code, pre { font-family: ui-monospace, monospace; font-size: .875em; }
.verdict { padding: .6rem .9rem; border-left: .3rem solid var(--line); background: var(--card); }
.verdict.success { border-color: var(--good); } .verdict.neutral { border-color: var(--warn); }
.verdict.failure, .verdict.action_required { border-color: var(--bad); }
.scores { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 1rem; margin: 1.5rem 0; }
.scores div { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .9rem; } .scores p { margin: 0; }
.figure { font-size: 1.3rem; font-weight: 600; }
article { border: 1px solid var(--line); border-left-width: .3rem; border-radius: .4rem; padding: .8rem 1rem; margin: .8rem 0; }
article.critical, article.high { border-left-color: var(--bad); } article.medium { border-left-color: var(--warn); }
.severity { text-transform: uppercase; font-size: .75rem; letter-spacing: .04em; }
.critical .severity, .high .severity, td.fail { color: var(--bad); font-weight: 600; }
.medium .severity, td.unknown { color: var(--warn); } td.pass { color: var(--good); }
pre { background: var(--card); padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; } mark { background: var(--mark); color: inherit; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.right { text-align: right; white-space: nowrap; } a { color: inherit; }
`;
