// Asks tiktoken which code points its regular expression classes hold, and prints a digest of each for
// UnicodeTableTest. Run by hand: npm install tiktoken@1.0.22 && node tiktoken-classes.cjs
const { createHash } = require('crypto');
const { Tiktoken } = require('tiktoken');

const bytes = Array.from({ length: 256 }, (_, b) => Buffer.from([b]).toString('base64'));
const ranks = '! 0 ' + bytes.join(' ');
const categories = ['Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'Mn', 'Mc', 'Me', 'Nd', 'Nl', 'No', 'Pc', 'Pd', 'Ps', 'Pe', 'Pi', 'Pf',
  'Po', 'Sm', 'Sc', 'Sk', 'So', 'Zs', 'Zl', 'Zp', 'Cc', 'Cf', 'Co', 'Cn', 'L', 'N', 'M', 'P', 'S', 'Han'];
for (const regex of categories.map((name) => `\\p{${name}}`).concat('\\s', '\\w')) {
  // What the pattern does not match gives no ids, and an id is a byte of what it matches.
  const tokenizer = new Tiktoken(ranks, {}, regex);
  const digest = createHash('sha256');
  for (let base = 0; base < 0x110000; base += 4096) {
    let text = '';
    for (let c = base; c < base + 4096; c++) {
      if (c < 0xd800 || c > 0xdfff) text += String.fromCodePoint(c);
    }
    for (const match of Buffer.from(tokenizer.encode_ordinary(text)).toString('utf8')) {
      digest.update(match.codePointAt(0) + '\n');
    }
  }
  tokenizer.free();
  console.log(`${regex},${digest.digest('hex').substring(0, 16)}`);
}
