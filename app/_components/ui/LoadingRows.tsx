const ROWS = Array.from({ length: 8 }, (_, row) => row);

/** Holds the place of a table until its first rows are there. */
export function LoadingRows({ label }: { readonly label: string }) {
  return (
    <div role="status" className="min-h-96 rounded-lg border border-line bg-surface p-4">
      <span className="sr-only">{label}</span>
      {ROWS.map((row) => (
        <div key={row} className="mb-3 h-6 rounded bg-sunken" />
      ))}
    </div>
  );
}
