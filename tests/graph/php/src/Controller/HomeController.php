<?php

namespace App\Controller;

use App\Http\Request as HttpRequest;
use App\Support\Bag;
use function App\Support\normalize;

final class HomeController extends BaseController //^ src/Controller/BaseController.php#BaseController
{
    public function show(HttpRequest $request): string //^ HttpRequest=src/Http/Request.php#Request
    {
        $name = normalize($request->get('name')); //^ src/Support/helpers.php#normalize src/Http/Request.php#Request.get
        $bag = new Bag(['a' => $name]); //^ src/Support/Bag.php#Bag
        $bag->call('x'); //^ src/Support/Macros.php#Macros.call
        $size = $bag->count(); //^ src/Support/Bag.php#Bag.count
        return parent::render($name . $size); //^ src/Controller/BaseController.php#BaseController.render
    }

    public function index(): string
    {
        $request = HttpRequest::capture(); //^ src/Http/Request.php#Request.capture
        $other = new \App\Http\Request([]); //^ src/Http/Request.php#Request
        $request->get('x'); //^ src/Http/Request.php#Request.get
        return $this->render('index'); //^ #HomeController.render
    }

    protected function render(string $view): string
    {
        return parent::render($view); //^ src/Controller/BaseController.php#BaseController.render
    }
}
