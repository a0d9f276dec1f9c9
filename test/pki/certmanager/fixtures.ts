import { Chart, Testing } from 'cdk8s';

/** A chart whose objects are in a namespace. */
export function chartIn(namespace?: string): Chart {
  return new Chart(Testing.app(), 'test', { namespace });
}

/** A self-signed CA certificate: CN=root, P-256. Its key was thrown away. */
export const ROOT_PEM = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUf0JVTfy6kMLGE/auS3lQUPnK3v4wCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEcm9vdDAgFw0yNjExMjMyMjMxMjJaGA8yMTI2MTAzMDIyMzEy
MlowDzENMAsGA1UEAwwEcm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJPn
Iv00jQnCL8P7s11eiJmOF4BU8tydR61a0kPYP8Op2mNwZ476f2yH9XXZufEV9lxU
sgYEX1J3UUQMSPvWeHmjUzBRMB0GA1UdDgQWBBTBcG4xKDcLyEnbz4wddUj64yQv
1TAfBgNVHSMEGDAWgBTBcG4xKDcLyEnbz4wddUj64yQv1TAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIDcmyTAKIR8lxHJNHlcnOEa9mFyEig/oZG3W
GDooWKjFAiEA9f/L/GV/rdQeE0SwwPS7VXm5Y4WSPpDMPPUhtYvmCR4=
-----END CERTIFICATE-----
`;

/** What is not certificates alone, and what an error must say about it. */
export const REFUSED_PEM: [string, string, string][] = [
  ['a private key after the certificate', `${ROOT_PEM}-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n`, 'contains a private key'],
  ['a private key that is cut off', '-----BEGIN PRIVATE KEY-----\nc2VjcmV0', 'contains a private key'],
  ['an encrypted private key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----', 'contains a private key'],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'PEM block 1 is a PUBLIC KEY'],
  ['a damaged second certificate', `${ROOT_PEM}${ROOT_PEM.replace('MIIBdTCC', 'AAAAAAAA')}`, 'PEM block 2 does not parse'],
  ['base64 without PEM', 'MIIBdTCCARugAwIBAgI', 'contains no PEM block'],
  ['nothing', '', 'contains no PEM block'],
];
