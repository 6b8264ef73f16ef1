// An identity provider on this machine: the certified implementation oidc-provider, with a sign-in page of two buttons.

import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import Provider, { type Context } from 'oidc-provider';

export interface IdentityProvider {
  readonly issuer: string;
  readonly client: string;
  readonly secret: string;
  stop(): Promise<void>;
}

const CLIENT = 'junheng-county';
const SECRET = 'a-secret-of+the/county';

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Provider</title>
<form method="post"><label>Name <input name="name"></label><button name="act" value="in">Sign in</button>
<button name="act" value="no">Refuse</button></form></html>`;

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const part of request) {
    body += String(part);
  }
  return new URLSearchParams(body);
}

/** Starts on a free port; `redirect` is where the county's program takes people back. */
export async function startProvider(redirect: string): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider: Provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [redirect], grant_types: ['authorization_code'] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['of-a-test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, interaction: { uid: string }) => `/sign-in/${interaction.uid}` },
    // Whoever signs in agrees.
    async loadExistingGrant({ oidc }: Context) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const standard = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/sign-in/')) {
      void signIn(provider, request, response);
    } else {
      standard(request, response);
    }
  });
  const stop = (): Promise<void> =>
    new Promise((stopped) => {
      server.close(() => stopped());
      server.closeAllConnections();
    });
  return { issuer, client: CLIENT, secret: SECRET, stop };
}

async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html');
    response.end(PAGE);
    return;
  }
  const form = await bodyOf(request);
  const result = form.get('act') === 'in' ? { login: { accountId: form.get('name') ?? '' } } : { error: 'access_denied' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
