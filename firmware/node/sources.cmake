# What every image of the node is compiled from, beside its board; paths from the root of the tree.
set(MAGPIE_NODE_SOURCES
    firmware/node/app/boot_record.cpp
    firmware/node/app/crc32.cpp
    firmware/node/app/door.cpp
    firmware/node/app/filter.cpp
    firmware/node/app/hmac.cpp
    firmware/node/app/image.cpp
    firmware/node/app/node.cpp
    firmware/node/app/registers.cpp
    firmware/node/app/sampler.cpp
    firmware/node/app/settings.cpp
    firmware/node/app/sha256.cpp
    firmware/node/app/two_pages.cpp
    firmware/node/app/update.cpp
    firmware/node/drivers/adm1272.cpp
    firmware/node/drivers/max34451.cpp
    firmware/node/drivers/pms7003.cpp
    firmware/node/drivers/sensors.cpp
    firmware/node/drivers/tmp105.cpp
    firmware/node/modbus/line.cpp
    firmware/node/modbus/slave.cpp
    wire/modbus/frame.cpp
)

# What the boot loader needs of it.
set(MAGPIE_NODE_LOADER_SOURCES
    firmware/node/app/boot_record.cpp
    firmware/node/app/crc32.cpp
    firmware/node/app/image.cpp
    firmware/node/app/two_pages.cpp
)
