(comment) @comment
(decorator) @decorator
