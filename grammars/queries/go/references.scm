(identifier) @reference.value
(type_identifier) @reference.type
(selector_expression operand: (_) @receiver field: (field_identifier) @reference.value)
(qualified_type package: (_) @receiver name: (type_identifier) @reference.type)

(call_expression function: (identifier) @reference.call arguments: (_) @arguments)
(call_expression
  function: (selector_expression operand: (_) @receiver field: (field_identifier) @reference.call)
  arguments: (_) @arguments)

; An embedded type gives its members to the one around it.
(field_declaration !name type: (type_identifier) @reference.extends)
(field_declaration !name type: (qualified_type package: (_) @receiver name: (type_identifier) @reference.extends))
(field_declaration !name type: (generic_type type: (type_identifier) @reference.extends))
(interface_type (type_elem . (type_identifier) @reference.extends .))
(interface_type (type_elem . (qualified_type package: (_) @receiver name: (type_identifier) @reference.extends) .))

(keyed_element . (literal_element (identifier) @ignore))
(label_name) @ignore
