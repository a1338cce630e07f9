(function_item
  (visibility_modifier)? @exported
  name: (identifier) @name
  parameters: (parameters) @params
  return_type: (_)? @type
  body: (block) @body) @definition.function

(function_signature_item
  (visibility_modifier)? @exported
  name: (identifier) @name
  parameters: (parameters) @params
  return_type: (_)? @type) @definition.function

(struct_item (visibility_modifier)? @exported name: (type_identifier) @name body: (_)? @body) @definition.struct
(union_item (visibility_modifier)? @exported name: (type_identifier) @name body: (_) @body) @definition.struct
(enum_item (visibility_modifier)? @exported name: (type_identifier) @name body: (_) @body) @definition.enum
(enum_variant name: (identifier) @name) @definition.variant
(trait_item (visibility_modifier)? @exported name: (type_identifier) @name body: (_) @body) @definition.trait
(type_item (visibility_modifier)? @exported name: (type_identifier) @name type: (_) @type) @definition.type
(associated_type name: (type_identifier) @name) @definition.type
(field_declaration (visibility_modifier)? @exported name: (field_identifier) @name type: (_) @type) @definition.field
(const_item (visibility_modifier)? @exported name: (identifier) @name type: (_) @type) @definition.constant
(static_item (visibility_modifier)? @exported name: (identifier) @name type: (_) @type) @definition.variable
(mod_item (visibility_modifier)? @exported name: (identifier) @name body: (declaration_list) @body) @definition.module
(macro_definition name: (identifier) @name) @definition.macro

; The members of an impl belong to its type.
(impl_item
  type: [
    (type_identifier) @name
    (generic_type type: (type_identifier) @name)
    (scoped_type_identifier name: (type_identifier) @name)
    (generic_type type: (scoped_type_identifier name: (type_identifier) @name))
    (reference_type type: (type_identifier) @name)
    (reference_type type: (generic_type type: (type_identifier) @name))
    (primitive_type) @name
    (dynamic_type trait: (type_identifier) @name)
  ]) @container.type
