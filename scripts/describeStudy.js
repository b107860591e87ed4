// typedoc plugin: the fields of `Study` and of its section `stop` are described by the schema that checks them.
import { Comment, Converter, ReflectionKind } from 'typedoc';
import { studyJsonSchema } from '../dist/index.js';

/** Description of the field at a path of names, or undefined. */
function descriptionAt(path) {
  let node = studyJsonSchema();
  for (const name of path) node = node?.properties?.[name];
  return node?.description;
}

/** Names from the interface downwards. */
function pathOf(reflection) {
  const names = [];
  for (let r = reflection; r && !r.isProject(); r = r.parent) if (r.name !== '__type') names.unshift(r.name);
  return names;
}

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
      const [owner, ...path] = pathOf(property);
      const section = { Study: [], StopRule: ['stop'] }[owner];
      const text = section && !property.hasComment() ? descriptionAt([...section, ...path]) : undefined;
      if (text !== undefined) property.comment = new Comment([{ kind: 'text', text }]);
    }
  });
}
