import { CopyButton } from './CopyButton.tsx';

/** The same from a terminal. */
export function CommandLine({ command }: { readonly command: string }) {
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 text-xs text-muted">
      <span>In a terminal:</span>
      <code className="min-w-0 rounded bg-sunken px-2 py-1 text-ink wrap-anywhere">{command}</code>
      <CopyButton text={command} />
    </div>
  );
}
