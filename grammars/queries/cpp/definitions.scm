(class_specifier name: [(type_identifier) @name (template_type name: (type_identifier) @name)] body: (_) @body) @definition.class
(struct_specifier name: (template_type name: (type_identifier) @name) body: (_) @body) @definition.struct
(namespace_definition name: [(namespace_identifier) (nested_namespace_specifier)] @name body: (_) @body) @definition.module
(alias_declaration name: (type_identifier) @name type: (_) @type) @definition.type
(concept_definition name: (identifier) @name) @definition.type
(template_declaration [(class_specifier) (struct_specifier) (function_definition) (alias_declaration)]) @wrapper

(function_definition type: (_) @type
  declarator: (reference_declarator (function_declarator declarator: (identifier) @name parameters: (_) @params)) body: (_) @body) @definition.function
(function_definition type: (_) @type declarator: [
  (function_declarator declarator: [(field_identifier) (operator_name)] @name parameters: (_) @params)
  (reference_declarator (function_declarator declarator: [(field_identifier) (operator_name)] @name parameters: (_) @params))
  (pointer_declarator declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name parameters: (_) @params))
]) @definition.function
(function_definition type: (_) @type body: (_) @body declarator: (function_declarator declarator: (field_identifier) @name)) @definition.function
(field_declaration_list (function_definition !type declarator: (function_declarator declarator: (identifier) @name parameters: (_) @params) body: (_)? @body) @definition.constructor)
(field_declaration_list (function_definition !type declarator: (function_declarator declarator: (destructor_name) @name)) @definition.method)

(function_definition type: (_) @type declarator: [
  (function_declarator declarator: (qualified_identifier scope: (_) @owner name: (identifier) @name) parameters: (_) @params)
  (reference_declarator (function_declarator declarator: (qualified_identifier scope: (_) @owner name: (identifier) @name) parameters: (_) @params))
  (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier scope: (_) @owner name: (identifier) @name) parameters: (_) @params))
  (function_declarator declarator: (qualified_identifier name: (qualified_identifier scope: (_) @owner name: (identifier) @name)) parameters: (_) @params)
  (reference_declarator (function_declarator declarator: (qualified_identifier name: (qualified_identifier scope: (_) @owner name: (identifier) @name)) parameters: (_) @params))
] body: (_) @body) @definition.method
(function_definition !type declarator: (function_declarator
  declarator: (qualified_identifier scope: (_) @owner name: [(identifier) (destructor_name)] @name) parameters: (_) @params) body: (_)? @body) @definition.constructor
(function_definition !type declarator: (function_declarator
  declarator: (qualified_identifier name: (qualified_identifier scope: (_) @owner name: [(identifier) (destructor_name)] @name)) parameters: (_) @params) body: (_)? @body) @definition.constructor

(field_declaration type: (_) @type declarator: (function_declarator declarator: (field_identifier) @name parameters: (_) @params) default_value: (number_literal)) @definition.method
(field_declaration type: (_) @type declarator: (reference_declarator (field_identifier) @name)) @definition.field
