// As in OCA's repositories for 19.0; `./ficha lint` adds the plug-in for XML.
module.exports = {
    bracketSpacing: false,
    printWidth: 88,
    semi: true,
    tabWidth: 4,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
};
