import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseEmail, passwordFlaw } from './password.js';

describe('passwordFlaw', () => {
  test.each([
    ['elevenchars', 'too-short'],
    // Five characters of four bytes each are five characters.
    ['😀😀😀😀😀', 'too-short'],
    ['Grace-is-the-name', 'contains-email'],
    ['my grace@example.com!', 'contains-email'],
    ['Password123456', 'common'],
    ['P@ssw0rd!!!!!!', 'common'],
    ['qwertyuiop[]', 'common'],
    ['abcdefghijklmnop', 'common'],
    ['987654321098765', 'common'],
    ['aaaaaaaaaaaaaaaa', 'common'],
    ['123412341234', 'common'],
    ['woaini1234567', 'common'],
  ])('%s is %s', (password, flaw) => expect(passwordFlaw(password, 'grace@example.com')).toBe(flaw));

  test.each(['correct horse battery', '咖啡馆里的猫今天没有喝牛奶', 'Xk2-9fQ.vv81', 'tiny grac moon lake'])(
    '%s is fine',
    (password) => expect(passwordFlaw(password, 'grace@example.com')).toBeUndefined(),
  );

  test('a short name in an e-mail forbids nothing', () => {
    expect(passwordFlaw('an ideal wife of bath', 'al@example.com')).toBeUndefined();
  });

  test('it answers for any text, and never takes a short one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.emailAddress(), (password, email) => {
        const flaw = passwordFlaw(password, email);
        if ([...password].length < 12) expect(flaw).toBe('too-short');
      }),
    );
  });
});

describe('normaliseEmail', () => {
  test('case and composition do not make another e-mail', () => {
    expect(normaliseEmail('Ada@Example.COM')).toBe('ada@example.com');
    expect(normaliseEmail('jose\u0301@example.com')).toBe('jos\u00e9@example.com');
  });

  test('one that grows beyond the column is refused', () => {
    expect(normaliseEmail(`${'İ'.repeat(64)}@${'İ'.repeat(189)}`)).toBeUndefined();
  });
});
