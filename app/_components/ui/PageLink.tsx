'use client';

import Link from 'next/link';
import type { ComponentProps } from 'react';
import { addServer } from '../../../domain/serverAddress.ts';
import { useSystem } from '../live/useSystem.ts';

type PageLinkProps = Omit<ComponentProps<typeof Link>, 'href' | 'prefetch'> & { readonly href: string };

/** A link to a page of the same server. */
export function PageLink({ href, ...props }: PageLinkProps) {
  return <Link href={useAddress(href)} prefetch={false} {...props} />;
}

/** The same address for the server that this page shows. */
export function useAddress(address: string): string {
  const { server, servers } = useSystem();
  return addServer(address, servers.length > 1 ? server : null);
}
