; The commonest forms first: a name alone, a path, a field.
(identifier) @reference.value
(type_identifier) @reference.type
(shorthand_field_initializer (identifier) @reference.value)

(scoped_identifier path: (_) @receiver name: (identifier) @reference.value)
(scoped_identifier path: (identifier) @reference.qualifier)
(scoped_identifier path: (scoped_identifier path: (_)? @receiver name: (identifier) @reference.qualifier))
(scoped_type_identifier path: (_) @receiver name: (type_identifier) @reference.type)
(scoped_type_identifier path: (identifier) @reference.qualifier)
(scoped_type_identifier path: (scoped_identifier path: (_)? @receiver name: (identifier) @reference.qualifier))
(field_expression value: (_) @receiver field: (field_identifier) @reference.value)

(call_expression function: (identifier) @reference.call arguments: (arguments) @arguments)
(call_expression
  function: (scoped_identifier path: (_)? @receiver name: (identifier) @reference.call)
  arguments: (arguments) @arguments)
(call_expression
  function: (field_expression value: (_) @receiver field: (field_identifier) @reference.call)
  arguments: (arguments) @arguments)
(call_expression
  function: (generic_function function: (identifier) @reference.call)
  arguments: (arguments) @arguments)
(call_expression
  function: (generic_function function: (scoped_identifier path: (_)? @receiver name: (identifier) @reference.call))
  arguments: (arguments) @arguments)
(call_expression
  function: (generic_function function: (field_expression value: (_) @receiver field: (field_identifier) @reference.call))
  arguments: (arguments) @arguments)

(macro_invocation macro: (identifier) @reference.macro)
(macro_invocation macro: (scoped_identifier path: (_)? @receiver name: (identifier) @reference.macro))
(token_tree (identifier) @reference.token)

(impl_item trait: (type_identifier) @reference.implements)
(impl_item trait: (generic_type type: (type_identifier) @reference.implements))
(impl_item trait: (scoped_type_identifier path: (_)? @receiver name: (type_identifier) @reference.implements))
(impl_item trait: (generic_type type: (scoped_type_identifier path: (_)? @receiver name: (type_identifier) @reference.implements)))

(trait_item bounds: (trait_bounds (type_identifier) @reference.extends))
(trait_item bounds: (trait_bounds (generic_type type: (type_identifier) @reference.extends)))
(trait_item bounds: (trait_bounds (scoped_type_identifier path: (_)? @receiver name: (type_identifier) @reference.extends)))

; Names in these places are keys or labels, not uses.
(field_initializer field: (field_identifier) @ignore)
(type_binding name: (type_identifier) @ignore)
(label (identifier) @ignore)
(lifetime (identifier) @ignore)
(token_binding_pattern) @ignore
(fragment_specifier) @ignore
