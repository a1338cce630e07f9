(comment) @comment
(multiline_comment) @comment
((attribute (user_type (type_identifier) @test)) (#eq? @test "Test"))
