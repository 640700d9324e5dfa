import type { ReactNode } from 'react';

export interface PageProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** Title and width of a page. The layout has the <main> element around it. */
export function Page({ title, lead, children }: PageProps) {
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4 px-3 py-4 sm:px-6">
      <div>
        <h1 className="text-lg font-semibold">{title}</h1>
        {lead !== undefined && <p className="mt-1 max-w-[75ch] text-sm text-pretty text-muted">{lead}</p>}
      </div>
      {children}
    </div>
  );
}
