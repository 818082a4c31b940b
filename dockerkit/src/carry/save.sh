
# One archive, whose name says when it was made and how long it is: one that was cut off on its way is known by that.
if [ -z "$(ls -A)" ]; then
    echo "$name: the cache is empty on this builder, so nothing is saved"
    exit "$2"
fi
tries=1
until tar -cf /saving . 2>/problems; do
    # Other builds may be in a shared cache, and remove a file before it is read. All else is in the archive then.
    if ! grep -v -e ': No such file or directory$' -e ': error exit delayed ' /problems; then break; fi
    if [ "$tries" -ge 5 ]; then
        echo "$name: the cache cannot be read, see above; save it when no build writes to it"
        exit 1
    fi
    tries=$((tries + 1))
    sleep 1
done
rm /problems
size=$(stat -c %s /saving)
mv /saving "/$name.$(date -u +%Y%m%dT%H%M%SZ).$size.tar"
echo "$name: saved, $size bytes"
