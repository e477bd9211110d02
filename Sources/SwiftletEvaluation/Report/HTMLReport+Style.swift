extension HTMLReport {
    /// The page's look; its colours are those of `PlotStyle`.
    static let style = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
            sans-serif;
          overflow-wrap: break-word;
        }
        main { max-width: 64rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 0.5rem; }
        h2 {
          font-size: 1.3rem; line-height: 1.3; margin: 1.5rem 0 0.5rem; padding-top: 1rem;
          border-top: 1px solid var(--grid);
        }
        p { max-width: 42rem; margin: 0.5rem 0 1rem; }
        .lead { font-size: 1.1rem; color: var(--muted); }
        a { color: var(--series-1); text-underline-offset: 0.15em; }
        nav ul {
          list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0;
          margin: 1rem 0;
        }
        section {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
          gap: 0 2rem; align-items: start;
        }
        section > * { grid-column: 1 / -1; min-width: 0; }
        section > figure { grid-column: auto; }
        figure { margin: 0.75rem 0; max-width: 36rem; break-inside: avoid; }
        /* A plot's own margin, 12 of its 480 units on either side, hangs out of the column. */
        figure .plot { display: block; width: 105.26%; height: auto; margin: 0 -2.63%; }
        figcaption { color: var(--muted); font-size: 0.9rem; line-height: 1.45; }
        .key-figures { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.25rem 0; }
        .key-figures dt { color: var(--muted); font-size: 0.9rem; }
        .key-figures dd {
          margin: 0; font-size: 1.75rem; font-weight: 600; line-height: 1.2;
          font-variant-numeric: tabular-nums;
        }
        /* Shades at the sides of a table show where it goes on; they hide behind sheets of paper that
           scroll with it. */
        .table {
          overflow-x: auto; margin: 1rem 0 1.5rem; max-width: 100%;
          background:
            linear-gradient(to right, var(--paper) 40%, transparent) left / 2rem 100% no-repeat local,
            linear-gradient(to left, var(--paper) 40%, transparent) right / 2rem 100% no-repeat local,
            linear-gradient(to right, var(--axis), transparent) left / 0.6rem 100% no-repeat scroll,
            linear-gradient(to left, var(--axis), transparent) right / 0.6rem 100% no-repeat scroll;
        }
        .table:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
        table { border-collapse: collapse; font-size: 0.95rem; line-height: 1.4; }
        caption { text-align: left; font-weight: 600; padding: 0 0 0.4rem; }
        th, td {
          padding: 0.4rem 1.25rem 0.4rem 0; text-align: left; vertical-align: top;
          border-bottom: 1px solid var(--grid);
        }
        th:last-child, td:last-child { padding-right: 0.25rem; }
        th { font-weight: 600; color: var(--muted); border-bottom-color: var(--axis); }
        th { vertical-align: bottom; }
        tbody th {
          position: sticky; left: 0; background: var(--paper); color: var(--ink); font-weight: 400;
          border-bottom-color: var(--grid); vertical-align: top;
        }
        td.long { min-width: 17rem; overflow-wrap: anywhere; }
        .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .center { text-align: center; }
        .right { color: var(--series-3); font-weight: 700; }
        .wrong { color: var(--series-2); font-weight: 700; }
        @media (max-width: 40rem) {
          h1 { font-size: 1.6rem; }
          th, td { padding-right: 0.9rem; }
          tbody th { min-width: 8.5rem; max-width: 9.5rem; }
        }
        @media print {
          main { padding: 0; max-width: none; }
          .table { overflow: visible; }
          tr { break-inside: avoid; }
        }

        """
}
