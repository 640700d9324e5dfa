'use client';

import { MAX_MINT_CHARACTERS } from '../../../domain/tokenColumns.ts';
import { useEffect, useRef, useState } from 'react';

export interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  /** As in the address; typing goes ahead of it. */
  readonly value: string;
  /** Called when typing pauses, and at once at Enter. */
  readonly onSearch: (text: string) => void;
}

const PAUSE_MS = 250;

export function SearchField({ label, placeholder, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<number | undefined>(undefined);
  // Changed elsewhere: by the back button, or by "show all".
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const search = (asked: string, delayMs: number): void => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      setKnown(asked.trim());
      onSearch(asked.trim());
    }, delayMs);
  };
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={MAX_MINT_CHARACTERS}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        search(event.target.value, PAUSE_MS);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') search(text, 0);
      }}
      className="min-h-8 w-full min-w-0 rounded-md border border-strong-line bg-raised px-3 text-sm text-ink placeholder:text-muted sm:w-64 print-hidden"
    />
  );
}
