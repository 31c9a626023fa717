// Whether a file is an AsyncAPI 3.0 document whose references lead somewhere. Its tools are in the folder given.
//
//   node script/tools/asyncapi.cjs .cache/tools docs/asyncapi.yaml
'use strict';
const fs = require('fs');
const path = require('path');
const [folder, file] = process.argv.slice(2);
const load = require('module').createRequire(path.resolve(folder, 'package.json'));
const Ajv = load('ajv');
const document = load('yaml').parse(fs.readFileSync(file, 'utf8'));

const schema = load('@asyncapi/specs/schemas/3.0.0.json');
// It brings its own copy of JSON Schema's draft 7, so Ajv's stays away.
const ajv = new Ajv({strict: false, meta: false, validateSchema: false, validateFormats: false});
const validate = ajv.compile(schema);
const problems = validate(document) ? [] : validate.errors.map((e) => `${e.instancePath || '/'} ${e.message}`);

const follow = (reference) =>
  reference.slice(2).split('/').reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
const visit = (node) => {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.$ref === 'string' && (!node.$ref.startsWith('#/') || follow(node.$ref) === undefined)) {
    problems.push(`${node.$ref} leads nowhere`);
  }
  Object.values(node).forEach(visit);
};
visit(document);

problems.forEach((problem) => console.error(`${file}: ${problem}`));
process.exit(problems.length === 0 ? 0 : 1);
