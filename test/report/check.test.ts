import { finding, report } from './findings';
import { Severity } from '../../src/core/finding';
import { checkGithub } from '../../src/report/check/github';
import { checkMarkdown } from '../../src/report/check/markdown';
import { byPlace } from '../../src/report/check/report';
import { summary } from '../../src/report/check/summary';
import { checkText } from '../../src/report/check/text';

describe('findings as text', () => {
  const text = (...findings: Parameters<typeof finding>[0][]) => checkText(report(findings.map(finding)), { width: 80, colour: false });

  test('name the construct where no file is known, and both where both are', () => {
    expect(text({ origin: { constructPath: 'app/policy' } })).toMatch(/^error {4}MTLS0501 {2}app\/policy\n/);
    expect(text({ origin: { constructPath: 'app/policy', file: 'dist/app.yaml', line: 3 } })).toMatch(/^error {4}MTLS0501 {2}dist\/app\.yaml:3 \[app\/policy\]\n/);
    expect(text({ origin: {} })).toMatch(/^error {4}MTLS0501\n/);
  });

  test('break at words alone, however long one is', () => {
    const word = 'x'.repeat(100);
    expect(text({ message: `a ${word} b` })).toContain(`\n         a\n         ${word}\n         b\n`);
  });
});

describe('the summary', () => {
  test.each([
    [[], 'No findings in 2 objects of 1 file: 1 Deployment, 1 Service'],
    [[Severity.ERROR], '1 error in 2 objects of 1 file'],
    [[Severity.WARNING, Severity.WARNING], '2 warnings in 2 objects of 1 file'],
    [[Severity.WARNING, Severity.ERROR, Severity.ERROR], '2 errors, 1 warning in 2 objects of 1 file'],
  ])('of %j counts in words', (severities, words) => {
    expect(summary(report(severities.map(severity => finding({ severity }))))).toBe(words);
  });

  test('lists the most frequent kinds alone', () => {
    const kinds = new Map('abcdefghij'.split('').map((kind, index) => [kind, 10 - index]));
    expect(summary({ ...report(), inspected: { objects: 55, files: 3, kinds } })).toBe('No findings in 55 objects of 3 files: 10 a, 9 b, 8 c, 7 d, 6 e, 5 f, 4 g, 3 h, 2 more kinds');
  });
});

test('findings come by file, line, construct, code and words, whatever their order was', () => {
  const findings = [
    finding({ origin: { file: 'a.yaml', line: 2 } }),
    finding({ origin: { file: 'a.yaml', line: 10 }, code: 'MTLS0100' }),
    finding({ origin: { file: 'a.yaml', line: 10 }, message: 'A' }),
    finding({ origin: { file: 'a.yaml', line: 10 }, message: 'B' }),
    finding({ origin: { file: 'b.yaml', line: 1 } }),
  ];
  expect(byPlace([...findings].reverse())).toEqual(findings);
  const ofConstructs = [finding({ origin: { constructPath: 'a' } }), finding({ origin: { constructPath: 'b' } })];
  expect(byPlace([...ofConstructs].reverse())).toEqual(ofConstructs);
});

describe('findings for GitHub Actions', () => {
  const annotation = (...given: Parameters<typeof finding>) => checkGithub(report([finding(...given)])).split('\n')[0];

  test('are annotations at a line', () => {
    expect(annotation()).toBe('::error file=policies.yaml,line=12,title=MTLS0501::It is wrong%0AFix: Do it right.');
    expect(annotation({ severity: Severity.WARNING, origin: { file: 'a.yaml' } })).toBe('::warning file=a.yaml,title=MTLS0501::It is wrong%0AFix: Do it right.');
  });

  test('stand at no line where there is no file', () => {
    expect(annotation({ origin: { file: '<stdin>', line: 1 } })).toMatch(/^::error title=MTLS0501::It/);
    expect(annotation({ origin: { constructPath: 'app/policy' } })).toMatch(/^::error title=MTLS0501::\[app\/policy\] It/);
  });

  test('escape what the runner would take for the end of something', () => {
    expect(annotation({ message: '100%: a,b\r\n::error::', origin: { file: 'C:\\a,b%.yaml' } }))
      .toBe('::error file=C%3A\\a%2Cb%25.yaml,title=MTLS0501::100%25: a,b%0D%0A::error::%0AFix: Do it right.');
  });

  test('end with the summary', () => {
    expect(checkGithub(report([finding()]))).toMatch(/\n1 error in 2 objects of 1 file\n$/);
  });
});

describe('findings as Markdown', () => {
  test('are a table with a link to the page of each rule', () => {
    expect(checkMarkdown(report([finding()]))).toBe(`### Mutual TLS

|  | Code | Where | What is wrong | Fix |
| --- | --- | --- | --- | --- |
| ❌ error | [MTLS0501](https://github.com/cdk8s-mtls/cdk8s-mtls/blob/main/docs/rules/MTLS0501.md) | policies.yaml:12 | It is wrong | Do it right. |

1 error in 2 objects of 1 file
`);
  });

  test('are no table where there are none', () => {
    expect(checkMarkdown(report())).toBe('### Mutual TLS\n\nNo findings in 2 objects of 1 file: 1 Deployment, 1 Service\n');
  });
});
