(function_definition
  name: (identifier) @name
  parameters: (parameters) @params
  return_type: (type)? @type
  body: (block) @body) @definition.function

(class_definition name: (identifier) @name body: (block) @body) @definition.class

(decorated_definition) @wrapper

(module (expression_statement
  (assignment left: (identifier) @name type: (type)? @type right: (_)? @binding.value) @definition.variable))
(class_definition body: (block (expression_statement
  (assignment left: (identifier) @name type: (type)? @type right: (_)? @binding.value) @definition.field)))
(type_alias_statement left: (type (identifier) @name) right: (type) @type) @definition.type

((assignment
  left: (attribute object: (identifier) @_self attribute: (identifier) @name)
  type: (type)? @type
  right: (_)? @binding.value) @definition.field
  (#eq? @_self "self"))
