/// How plots look: the one place for their colours, lines and type.
///
/// Series take the hues of Okabe and Ito ("Color Universal Design", 2008), made darker or lighter
/// until each stands out from the page at least 3 to 1 and any two can be told apart by readers with
/// any kind of colour blindness.
enum PlotStyle {
    /// Series beyond this many begin again with the first colour.
    static let seriesCount = 6

    /// The class that gives shapes a series' colour.
    static func series(_ index: Int) -> String { "s\(index % seriesCount + 1)" }

    /// The classes that give a line a series' colour and, from the second on, a pattern of dashes.
    static func line(_ index: Int) -> String { "\(series(index)) d\(index % 4 + 1)" }

    /// The custom properties that both plots and pages use, in light and in dark.
    static let colors = """
        :root {
          color-scheme: light dark;
          --paper: #ffffff; --ink: #1c2026; --muted: #59616b; --grid: #e4e7eb; --axis: #9aa3ad;
          --series-1: #0063a6; --series-2: #d55e00; --series-3: #008a5e;
          --series-4: #cc79a7; --series-5: #6e4c00; --series-6: #1c2026;
          --heat: #00507d; --on-heat: #ffffff; --off-heat: #000000;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14171b; --ink: #e6e9ed; --muted: #a2abb6; --grid: #2b3138; --axis: #6b7480;
            --series-1: #78c0ec; --series-2: #d96818; --series-3: #17936e;
            --series-4: #d58ab3; --series-5: #f2ca6a; --series-6: #eef1f4;
            --heat: #4e9dc9; --on-heat: #000000; --off-heat: #ffffff;
          }
        }

        """

    /// The rules for plots.
    static let rules = """
        .plot { background: var(--paper); }
        .plot text {
          font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
          font-variant-numeric: tabular-nums; fill: var(--ink);
        }
        .plot text.title { font-size: 15px; font-weight: 600; }
        .plot text.muted { fill: var(--muted); }
        .plot text.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
        .plot text.off-heat { fill: var(--off-heat); }
        .plot text.on-heat { fill: var(--on-heat); }
        .plot text.large { font-size: 19px; font-weight: 600; }
        .plot .grid { fill: none; stroke: var(--grid); }
        .plot .axis { fill: none; stroke: var(--axis); }
        .plot .heat { fill: var(--heat); }
        .plot .cell { fill: none; stroke: var(--grid); }
        .plot .s1 { --c: var(--series-1); } .plot .s2 { --c: var(--series-2); }
        .plot .s3 { --c: var(--series-3); } .plot .s4 { --c: var(--series-4); }
        .plot .s5 { --c: var(--series-5); } .plot .s6 { --c: var(--series-6); }
        .plot .reference { --c: var(--muted); }
        .plot .line {
          fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round;
          stroke-linecap: round;
        }
        .plot .d2 .line { stroke-dasharray: 8 4; }
        .plot .d3 .line { stroke-dasharray: 2 4; }
        .plot .d4 .line { stroke-dasharray: 10 4 2 4; }
        .plot .reference .line { stroke-width: 1; stroke-dasharray: 4 4; }
        .plot .mark { fill: var(--c); stroke: var(--paper); }
        .plot .many .mark { fill-opacity: 0.55; stroke: none; }
        .plot .bar { fill: var(--c); }
        .plot .box { fill: var(--c); fill-opacity: 0.25; stroke: var(--c); stroke-width: 1.5; }
        .plot .ring { fill: none; stroke: var(--c); }
        .plot .plain { --c: var(--muted); }
        .plot .faint .line { stroke-width: 1; stroke-opacity: 0.45; }
        .plot .word { fill: var(--c); }
        /* Small letters need more contrast than shapes. */
        @supports (color: color-mix(in srgb, red, blue)) {
          .plot .word { fill: color-mix(in srgb, var(--c) 78%, var(--ink)); }
        }

        """

    /// All that a page needs to show plots.
    static let css = colors + rules
}
