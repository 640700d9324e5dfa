import ipaddr from 'ipaddr.js';
import { z } from 'zod';

export const TRUSTED_PROXY_TAKES =
  'addresses and networks of your proxies, with commas between: 127.0.0.1,10.0.0.0/8';

/** The parts between the commas. */
export const proxyAddresses = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every((part) => ipaddr.isValid(part) || ipaddr.isValidCIDR(part)));
