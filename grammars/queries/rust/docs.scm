[(line_comment) (block_comment)] @comment
(attribute_item) @attribute
(inner_attribute_item) @attribute
((attribute_item) @test
  (#match? @test "^#\\[\\s*(cfg\\(test\\)|([A-Za-z_]+::)*(test|rstest|test_case|bench|fixture|quickcheck|proptest|wasm_bindgen_test)\\b)"))
