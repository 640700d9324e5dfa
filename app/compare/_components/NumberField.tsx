export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** A whole number; what is none changes nothing. */
export function NumberField({ label, value, least = 1, most, onChange }: NumberFieldProps) {
  return (
    <label className="flex flex-col gap-1">
      <span className="text-muted">{label}</span>
      <input
        type="number"
        min={least}
        max={most}
        step={1}
        required
        value={value}
        onChange={({ target }) => {
          if (Number.isInteger(target.valueAsNumber)) onChange(target.valueAsNumber);
        }}
        className="min-h-8 w-full rounded-md border border-strong-line bg-raised px-2 tabular-nums"
      />
    </label>
  );
}
