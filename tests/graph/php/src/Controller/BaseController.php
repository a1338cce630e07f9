<?php

namespace App\Controller;

abstract class BaseController
{
    protected function render(string $view): string
    {
        return $this->wrap($view); //^ #BaseController.wrap
    }

    private function wrap(string $text): string
    {
        return '<p>' . $text;
    }
}
