import { pemCertificatesProblem } from '../../src/core/pem';
import { REFUSED_PEM, ROOT_PEM } from '../pki/certmanager/fixtures';

test.each([
  ['one certificate', ROOT_PEM],
  ['several certificates', ROOT_PEM + ROOT_PEM],
  ['certificates with words around them', `# our root\n${ROOT_PEM}\n# and again\n${ROOT_PEM}`],
  ['certificates with the line ends of Windows', ROOT_PEM.replace(/\n/g, '\r\n')],
])('accepted: %s', (_name, pem) => {
  expect(pemCertificatesProblem(pem)).toBeUndefined();
});

test.each([
  ...REFUSED_PEM,
  ['a second certificate that is cut off', ROOT_PEM + ROOT_PEM.slice(0, 200), 'contains a PEM block that does not end'],
])('refused: %s', (_name, pem, problem) => {
  expect(pemCertificatesProblem(pem)).toContain(problem);
});
