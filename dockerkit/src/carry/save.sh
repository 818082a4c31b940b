
# One archive, whose name says when it was made and how long it is: one that was cut off on its way is known by that.
if [ -z "$(ls -A)" ]; then
    echo "$name: the cache is empty on this builder, so nothing is saved"
    exit "$2"
fi
tries=1
# Other builds may be in a shared cache, and remove a file while it is read.
until tar -cf /saving .; do
    if [ "$tries" -ge 5 ]; then
        echo "$name: the cache changes while it is saved; save it when fewer builds run"
        exit 1
    fi
    tries=$((tries + 1))
    sleep 1
done
size=$(stat -c %s /saving)
mv /saving "/$name.$(date -u +%Y%m%dT%H%M%SZ).$size.tar"
echo "$name: saved, $size bytes"
