# What an interrupted load left in the mount: thrown away if it was being unpacked, put into place if it was complete.
PATH=/tools/bin
export PATH
name=$1

finish() {
    rm -rf .dockerkit-load
    [ -d .dockerkit-loaded ] || return 0
    for item in .dockerkit-loaded/* .dockerkit-loaded/.[!.]* .dockerkit-loaded/..?*; do
        to=./${item#.dockerkit-loaded/}
        if [ ! -e "$item" ] && [ ! -L "$item" ]; then continue; fi
        # A service that ran in between may have made it: that is newer.
        if [ -e "$to" ] || [ -L "$to" ]; then continue; fi
        mv "$item" "$to" || [ -e "$to" ]
    done
    rm -rf .dockerkit-loaded
}

cd /cache
finish
