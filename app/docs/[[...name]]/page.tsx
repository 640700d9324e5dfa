import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { listDocs } from '../../../server/docs/docFiles.ts';
import { readDoc } from '../../../server/docs/renderDoc.ts';
import { getServices } from '../../../server/services.ts';
import { Page } from '../../_components/ui/Page.tsx';
import { DocList } from '../_components/DocList.tsx';
import { Prose } from '../_components/Prose.tsx';

export const dynamic = 'force-dynamic';

interface DocPageProps {
  readonly params: Promise<{ readonly name?: readonly string[] }>;
}

/** Its links lead to docs of the same server. */
const load = cache(async (name: string) => {
  const { server, servers } = getServices(await headers()).system;
  return readDoc(name, servers.length > 1 ? server : null);
});
const nameOf = async ({ params }: DocPageProps): Promise<string> =>
  (await params).name?.join('/') ?? 'readme';

export async function generateMetadata(props: DocPageProps): Promise<Metadata> {
  const doc = await load(await nameOf(props));
  return doc === null ? {} : { title: doc.title };
}

/** The project's own docs, as files of the repository: /docs/checkpoints is docs/checkpoints.md. */
export default async function DocPage(props: DocPageProps) {
  const name = await nameOf(props);
  const doc = await load(name);
  if (doc === null) notFound();
  const names = [...(await listDocs()).keys()].filter((one) => !one.includes('/'));
  return (
    <Page title={doc.title}>
      <DocList names={names} current={name} />
      <Prose html={doc.html} />
    </Page>
  );
}
