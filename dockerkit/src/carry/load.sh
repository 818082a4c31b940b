
# Only what is empty is filled: what a service has put there is never older than what was saved.
if [ -n "$(ls -A)" ]; then
    echo "$name: the cache is not empty on this builder, so it stays as it is"
    exit 0
fi
newest=
for archive in "/saved/$name".*.tar; do
    if [ ! -f "$archive" ]; then continue; fi
    size=${archive%.tar}
    size=${size##*.}
    if [ "$(stat -c %s "$archive")" = "$size" ]; then
        newest=$archive
    else
        echo "$name: ${archive##*/} is cut off; its save was interrupted"
    fi
done
if [ -z "$newest" ]; then
    echo "$name: nothing was saved"
    exit 0
fi
# Aside, and then renamed: whoever uses the cache meanwhile sees all of an entry or nothing of it.
mkdir .dockerkit-load
tar -C .dockerkit-load -xpf "$newest"
# The owners that tar does not give back: of links that lead out of their directory, and those above 2097151.
case ${3:-} in
links) find .dockerkit-load -type l -exec chown -h "$2" {} + ;;
all) chown -Rh "$2" .dockerkit-load ;;
esac
mv .dockerkit-load .dockerkit-loaded
finish
echo "$name: loaded from ${newest##*/}"
