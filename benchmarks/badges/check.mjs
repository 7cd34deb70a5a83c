// Our badges, read by code that others wrote: @digitalbazaar/vc with eddsa-jcs-2022, its Bitstring Status List, and jose.
// npm i @digitalbazaar/{vc,data-integrity,eddsa-jcs-2022-cryptosuite,vc-bitstring-status-list} jose
// node check.mjs FOLDER   (FOLDER/world.json by make.py; nothing is fetched)
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import * as jose from 'jose';

const world = JSON.parse(readFileSync(`${process.argv[2]}/world.json`));
const here = 'https://school.example/recognition/badges';
const did = world[`${here}/did.json`];
const method = id => did.verificationMethod.find(m => m.id === id);
const stands = id => { const m = method(id); if(!m || !did.assertionMethod.includes(id)) throw new Error('no such key in the DID document'); return m; };

async function fromJwt(token) {
  const {kid} = jose.decodeProtectedHeader(token);
  const key = await jose.importJWK(stands(kid).publicKeyJwk, 'EdDSA');
  return (await jose.jwtVerify(token, key, {algorithms: ['EdDSA']})).payload;
}

const plain = ({iss, jti, nbf, exp, iat, sub, ...rest}) => rest;
const list = plain(await fromJwt(world[`${here}/status/1/`]));

async function documentLoader(url) {
  if(url === world.did) return {documentUrl: url, document: did};
  if(url.startsWith(world.did + '#')) return {documentUrl: url, document: {'@context': did['@context'], ...stands(url)}};
  if(url === `${here}/status/1/`) return {documentUrl: url, document: list};
  return vc.defaultDocumentLoader(url);
}

const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
// Its signature was checked by jose just above: it is a JWT. "verified" says that the list could be read, "status" is the bit.
async function status(o) {
  const r = await checkStatus({...o, suite, verifyBitstringStatusListCredential: false, verifyMatchingIssuers: true});
  if(r.error) throw r.error;
  return {verified: !r.results.some(one => one.status)};
}

for(const [name, badge] of Object.entries(world.badges)) {
  let said;
  try {
    const r = await vc.verifyCredential({credential: JSON.parse(badge.json), suite, documentLoader, checkStatus: status});
    const why = r.error?.errors?.map(e => e.message).join('; ') ?? r.error?.message ?? 'revocation is set';
    said = r.verified ? 'good' : `refused: ${why}`;
  } catch(e) { said = `refused: ${e.message}`; }
  let token;
  try {
    const credential = plain(await fromJwt(badge.jwt));
    const r = await status({credential, documentLoader});
    token = r.verified ? 'good' : 'refused: revocation is set';
  } catch(e) { token = `refused: ${e.message}`; }
  console.log(`${name.padEnd(12)} | proof inside: ${said.padEnd(50)} | VC-JWT: ${token}`);
}
