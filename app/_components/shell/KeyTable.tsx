const KEYS = [
  { keys: ['?'], what: 'Shows this list' },
  { keys: ['Ctrl + K', '⌘ + K'], what: 'Finds pages, servers and settings' },
  { keys: ['p'], what: 'Pauses and resumes the live view' },
  { keys: ['Space'], what: 'Scrolls the page; on a button or a switch, presses it' },
  { keys: ['Tab', 'Shift + Tab'], what: 'Go to the next and the previous control' },
  { keys: ['←', '→'], what: 'Move within a row of choices, and along a chart' },
  { keys: ['+', '−'], what: 'Zoom a chart in, and back out, while it has the focus' },
  { keys: ['↑', '↓', 'Page Up', 'Page Down', 'Home', 'End'], what: 'Move between the rows of a list' },
  { keys: ['Enter'], what: 'Opens the details of a row' },
  { keys: ['Esc'], what: 'Closes what is open: a hint, a question, details' },
] as const;

/** The effect of each key. */
export function KeyTable() {
  return (
    <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
      {KEYS.map(({ keys, what }) => (
        <div key={what} className="contents">
          <dt className="flex max-w-40 flex-wrap gap-1">
            {keys.map((key) => (
              <kbd key={key} className="rounded border border-strong-line bg-raised px-1.5 text-xs leading-5">
                {key}
              </kbd>
            ))}
          </dt>
          <dd className="text-muted">{what}</dd>
        </div>
      ))}
    </dl>
  );
}
