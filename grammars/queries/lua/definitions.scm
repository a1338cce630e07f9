(function_declaration name: (identifier) @name parameters: (_) @params body: (_)? @body) @definition.function
(function_declaration name: (dot_index_expression table: (_) @owner field: (identifier) @name) parameters: (_) @params body: (_)? @body) @definition.function
(function_declaration name: (method_index_expression table: (_) @owner method: (identifier) @name) parameters: (_) @params body: (_)? @body) @definition.method
(assignment_statement
  (variable_list . name: (dot_index_expression table: (_) @owner field: (identifier) @name))
  (expression_list . value: (function_definition parameters: (_) @params body: (_)? @body))) @definition.function
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition parameters: (_) @params body: (_)? @body)))) @definition.function
(chunk (variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: [(table_constructor) (string) (number) (binary_expression) (true) (false)] @binding.value))) @definition.variable)
(chunk ((variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_call name: (identifier) @_make)))) @definition.class
  (#any-of? @_make "setmetatable" "class" "Class")))
(chunk (assignment_statement (variable_list . name: (identifier) @name)) @definition.variable)
(chunk (assignment_statement (variable_list . name: (dot_index_expression table: (_) @owner field: (identifier) @name))
  (expression_list . value: [(string) (number) (table_constructor) (true) (false)])) @definition.field)
(field name: (identifier) @name value: (function_definition parameters: (_) @params body: (_)? @body)) @definition.function
