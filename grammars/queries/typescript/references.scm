(type_identifier) @reference.type
(nested_type_identifier module: (_) @receiver name: (type_identifier) @reference.type)

(extends_clause value: (identifier) @reference.extends)
(extends_clause value: (member_expression object: (_) @receiver property: (property_identifier) @reference.extends))
(extends_type_clause type: (type_identifier) @reference.extends)
(extends_type_clause type: (generic_type name: (type_identifier) @reference.extends))
(extends_type_clause type: (nested_type_identifier module: (_) @receiver name: (type_identifier) @reference.extends))
(implements_clause (type_identifier) @reference.implements)
(implements_clause (generic_type name: (type_identifier) @reference.implements))
(implements_clause (nested_type_identifier module: (_) @receiver name: (type_identifier) @reference.implements))
(implements_clause
  (generic_type name: (nested_type_identifier module: (_) @receiver name: (type_identifier) @reference.implements)))
(extends_type_clause
  type: (generic_type name: (nested_type_identifier module: (_) @receiver name: (type_identifier) @reference.extends)))
