"""What `./ficha` is made of. Standard library only, except where a file says that it
runs inside the project's virtual environment."""
