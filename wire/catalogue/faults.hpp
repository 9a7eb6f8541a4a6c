#pragma once

#include <span>
#include <string_view>

namespace magpie::catalogue {

/// One text in the languages of those who read it.
struct Words {
    std::string_view en;
    std::string_view ko;
};

/// One thing that can be wrong with a pole, for whoever stands before it. The rows are in the order in which to look:
/// what is further down cannot be judged while something above it is wrong. Runbooks are made from it.
struct Fault {
    std::string_view id;
    Words what;  // what is wrong
    Words look;  // how to be sure
    Words act;   // what to do now
};

namespace rows {

inline constexpr Fault fault_table[] = {
    {"mast_leans",
     {"The mast leans", "폴이 기울어짐"},
     {"Stand back and look along it against a house.", "물러서서 건물과 나란히 놓고 봄."},
     {"Do not climb. Keep people away, call the desk: this is for the road department.",
      "올라가지 말 것. 사람들의 접근을 막고 상황실에 연락: 도로 관리 부서의 일."}},
    {"no_power",
     {"The board has no power", "보드에 전원이 없음"},
     {"No light on the board. Measure at its power connector: PoE 44 to 57 V, or what the board's label says.",
      "보드에 불이 하나도 없음. 전원 단자에서 측정: PoE 44~57 V, 또는 보드에 적힌 전압."},
     {"Look at the fuse and the breaker in the cabinet, then swap the PoE injector or the supply. Still dark: swap the "
      "board.",
      "함체의 퓨즈와 차단기를 확인하고 PoE 인젝터나 전원 장치를 교체. 그래도 꺼져 있으면 보드 교체."}},
    {"undervoltage",
     {"The voltage breaks in", "전압이 순간적으로 떨어짐"},
     {"`magpie-agent sample | grep boot` says undervoltage. Measure the voltage while the radio sends.",
      "`magpie-agent sample | grep boot` 결과에 undervoltage. 무선 송신 중에 전압을 측정."},
     {"Clean and tighten the clamps. Swap the supply; count what else hangs on the same line.",
      "단자를 닦고 조임. 전원 장치를 교체하고, 같은 선에 물린 다른 장비를 확인."}},
    {"supply_failed",
     {"The supply of the pole has failed; it lives on its battery", "폴 전원이 끊겨 배터리로 동작 중"},
     {"Measure before the fuse and behind it: the board still runs, so it has a battery or a last charge.",
      "퓨즈 앞과 뒤에서 전압을 측정. 보드가 아직 돌고 있으면 배터리나 잔여 전력으로 동작 중."},
     {"Fuse, breaker, then the utility. Ask the desk whether the neighbours are dark: then it is not this pole.",
      "퓨즈, 차단기, 그다음 전력 회사. 이웃 폴도 끊겼는지 상황실에 확인: 그렇다면 이 폴 문제가 아님."}},
    {"no_carrier",
     {"The uplink cable has no carrier", "상향 케이블에 신호가 없음"},
     {"No light at the socket. `ip link` shows NO-CARRIER.", "포트 불이 꺼짐. `ip link`에 NO-CARRIER 표시."},
     {"Plug both ends anew. Try another cable, then another port. Fibre: clean the plug, look at the light level.",
      "양쪽 끝을 뺐다 다시 꽂음. 다른 케이블, 다른 포트로 시험. 광케이블이면 커넥터를 닦고 광 세기를 확인."}},
    {"hub_down",
     {"The line behind the hub is cut, or the hub has no power",
      "집선 장치 뒤의 선로가 끊겼거나 집선 장치에 전원이 없음"},
     {"The poles beside this one are dark too: ask the desk, or look for the SSID at the next pole.",
      "옆의 폴도 함께 끊김. 상황실에 묻거나 옆 폴에서 SSID를 확인."},
     {"Do not open this pole. Go to the hub: power first, then its uplink.",
      "이 폴은 열지 말 것. 집선 장치로 가서 전원, 그다음 상향 선로를 확인."}},
    {"line_slow",
     {"The line negotiates less than it should, or half duplex", "선로 속도가 낮거나 반이중으로 연결됨"},
     {"`ethtool eth0` shows a Speed below 1000Mb/s, or Duplex: Half.",
      "`ethtool eth0`의 Speed가 1000Mb/s 미만이거나 Duplex: Half."},
     {"A wire of the cable is broken or wet: make new plugs, then swap the cable. Set the switch port to "
      "auto-negotiate.",
      "케이블의 한 가닥이 끊겼거나 젖음. 플러그를 다시 만들고, 안 되면 케이블 교체. 스위치 포트는 자동 협상으로 "
      "설정."}},
    {"line_errors",
     {"The line damages packets", "선로에서 패킷이 깨짐"},
     {"`ip -s link show eth0` twice, ten seconds apart: errors grow.",
      "`ip -s link show eth0`를 10초 간격으로 두 번 실행: errors가 늘어남."},
     {"Look for water in the plug and for a cable beside a power line. Make new plugs, swap the cable, then the port.",
      "플러그에 물이 있는지, 전력선 옆을 지나는지 확인. 플러그를 다시 만들고 케이블, 포트 순으로 교체."}},
    {"line_flaps",
     {"The line comes and goes", "선로가 붙었다 끊어졌다 함"},
     {"`dmesg | grep -i 'link is'` shows up and down in turns. Move the cable gently and look again.",
      "`dmesg | grep -i 'link is'`에 up과 down이 번갈아 나옴. 케이블을 살짝 움직이며 다시 확인."},
     {"Fasten the cable so that wind does not move it. Make new plugs. Then swap the PoE injector.",
      "바람에 흔들리지 않게 케이블을 고정. 플러그를 다시 만들고, 그다음 PoE 인젝터 교체."}},
    {"board_hot",
     {"The board is too hot", "보드가 너무 뜨거움"},
     {"`magpie-agent sample | grep temperature` says more than 80 °C.",
      "`magpie-agent sample | grep temperature` 결과가 80 °C를 넘음."},
     {"Clear the vents. Is the fan running, the heat sink seated, the lid in the sun? Let it cool before you judge "
      "anything else.",
      "환기구를 청소. 팬이 도는지, 방열판이 붙어 있는지, 뚜껑이 햇볕을 받는지 확인. 식힌 뒤에 다른 것을 판단."}},
    {"sensor_silent",
     {"A sensor does not answer", "센서가 응답하지 않음"},
     {"Stop magpie-agent, then `mbpoll -a 1 -b 19200 -P even -t 3 -0 -r 0 -c 48 -1 /dev/ttyS1` (its address, its bus). "
      "Nobody of the bus: the bus; one of them: the sensor.",
      "magpie-agent를 멈춘 뒤 `mbpoll -a 1 -b 19200 -P even -t 3 -0 -r 0 -c 48 -1 /dev/ttyS1`(주소와 버스는 설정대로). "
      "모두 "
      "무응답이면 버스, 하나만이면 그 센서."},
     {"Power at the sensor, then A and B (swapped they are silent), the terminator at both ends, address and baud.",
      "센서 전원, A·B 배선(바뀌면 무응답), 양 끝 종단 저항, 주소와 통신 속도 순으로 확인."}},
    {"sensor_wrong",
     {"A sensor tells what cannot be", "센서 값이 맞지 않음"},
     {"Breathe on it, shade it, clap: does its value move on the pole's page?",
      "입김, 그늘, 손뼉에 폴 화면의 값이 움직이는지 확인."},
     {"Clean inlet and cap, look for webs and water. Still wrong: swap the sensor.",
      "흡입구와 덮개를 청소하고 거미줄과 물기를 확인. 그래도 틀리면 센서 교체."}},
    {"storage_readonly",
     {"The storage went read-only: the card is dying", "저장 장치가 읽기 전용이 됨: 카드 수명이 다함"},
     {"`touch /var/lib/magpie-agent/x` says read-only. `dmesg` shows I/O errors.",
      "`touch /var/lib/magpie-agent/x`가 읽기 전용이라고 함. `dmesg`에 I/O 오류."},
     {"Swap the card. Do not repair it: it will fail again.", "카드를 교체. 고쳐 쓰지 말 것: 다시 고장 남."}},
    {"storage_full",
     {"The storage is full", "저장 공간이 가득 참"},
     {"`df -h` shows 95 % or more. `du -xh / | sort -h | tail` shows where.",
      "`df -h`가 95 % 이상. `du -xh / | sort -h | tail`로 위치 확인."},
     {"Delete old logs (`journalctl --vacuum-size=20M`) and what does not belong there.",
      "오래된 로그를 지움(`journalctl --vacuum-size=20M`). 필요 없는 파일도 삭제."}},
    {"flash_worn",
     {"The flash is worn out", "플래시 수명이 다함"},
     {"`magpie-agent sample | grep flash` says life used 90 % or more, or spare state 2 or 3.",
      "`magpie-agent sample | grep flash`의 life_used가 90 % 이상이거나 spare_state가 2 또는 3."},
     {"Plan a swap of the board. Until then find what writes: `iotop -oPa`.",
      "보드 교체를 계획. 그때까지 무엇이 쓰는지 확인: `iotop -oPa`."}},
    {"memory_short",
     {"The board is short of memory", "메모리가 부족함"},
     {"`free -m` shows less than 5 % available. `dmesg | grep -i oom` shows what was killed.",
      "`free -m`의 available이 5 % 미만. `dmesg | grep -i oom`에 종료된 프로그램이 나옴."},
     {"Restart what grows (`ps aux --sort -rss | head`). Note its name and version for the desk.",
      "메모리를 많이 쓰는 프로그램을 다시 시작(`ps aux --sort -rss | head`). 이름과 버전을 상황실에 전달."}},
    {"no_address",
     {"The uplink has no address", "상향 인터페이스에 주소가 없음"},
     {"`ip -4 addr show eth0` shows no inet line, or 169.254.",
      "`ip -4 addr show eth0`에 inet 줄이 없거나 169.254로 시작."},
     {"Restart the network (`systemctl restart systemd-networkd`). None again: wrong VLAN at the switch, or the DHCP "
      "server is out.",
      "네트워크를 다시 시작(`systemctl restart systemd-networkd`). 그래도 없으면 스위치 VLAN 또는 DHCP 서버 문제."}},
    {"no_gateway",
     {"The gateway does not answer", "게이트웨이가 응답하지 않음"},
     {"`ping -c 5 $(ip route | awk '/default/ {print $3; exit}')`: no answer, or some are missing.",
      "`ping -c 5 $(ip route | awk '/default/ {print $3; exit}')`: 응답이 없거나 일부 빠짐."},
     {"Wrong VLAN, or a fault behind the switch: tell the desk the port and the address you have.",
      "VLAN이 틀렸거나 스위치 뒤쪽 장애: 포트와 받은 주소를 상황실에 전달."}},
    {"no_dns",
     {"Names are not resolved", "도메인 이름이 풀리지 않음"},
     {"`getent hosts` with the broker's name answers nothing, and ping to its address works.",
      "`getent hosts`에 브로커 이름을 넣으면 답이 없고, 주소로 ping은 됨."},
     {"Look at `/etc/resolv.conf`; set the name server the desk tells you.",
      "`/etc/resolv.conf`를 확인하고 상황실이 알려 주는 이름 서버를 설정."}},
    {"clock_wrong",
     {"The clock is wrong", "시계가 맞지 않음"},
     {"`date -u` differs from your phone. `magpie-agent sample | grep synchronised` says no.",
      "`date -u`가 휴대전화 시각과 다름. `magpie-agent sample | grep synchronised` 결과가 no."},
     {"Restart the time service. Does UDP port 123 pass? A board that forgets the time in a power cut needs a new "
      "battery.",
      "시간 서비스를 다시 시작. UDP 123번 포트가 열려 있는지 확인. 정전 때 시각을 잊는 보드는 전지를 교체."}},
    {"agent_stopped",
     {"The agent does not run", "에이전트가 돌고 있지 않음"},
     {"`systemctl status magpie-agent` is not active.", "`systemctl status magpie-agent`가 active가 아님."},
     {"`magpie-agent --config /etc/magpie/agent.toml --check-config` names a mistake by line. Mend it, then start it.",
      "`magpie-agent --config /etc/magpie/agent.toml --check-config`가 틀린 줄을 알려 줌. 고친 뒤 시작."}},
    {"certificate_ending",
     {"The certificate of the pole ends soon, or has ended", "폴의 인증서가 곧 만료되거나 이미 만료됨"},
     {"`openssl x509 -noout -enddate -in /etc/magpie/node.crt` says less than two weeks from now, or a day that is "
      "past.",
      "`openssl x509 -noout -enddate -in /etc/magpie/node.crt`의 날짜가 2주 안이거나 이미 지남."},
     {"The desk issues a new one. Put it in its place and restart the agent.",
      "상황실에 재발급 요청. 새 인증서로 바꾼 뒤 에이전트를 다시 시작."}},
    {"broker_refuses",
     {"The broker cannot be reached, or refuses this pole", "브로커에 닿지 않거나 브로커가 이 폴을 거부함"},
     {"`journalctl -u magpie-agent | grep 'no connection'` names the reason: network, certificate or ACL.",
      "`journalctl -u magpie-agent | grep 'no connection'`에 이유가 나옴: 네트워크, 인증서, ACL."},
     {"Network: does TCP port 8883 pass? Certificate: look at its dates; the desk issues a new one.",
      "네트워크: TCP 8883번 포트가 열려 있는지 확인. 인증서: 기한을 확인하고 상황실에 재발급 요청."}},
    {"no_radio",
     {"The kernel has no radio", "커널에 무선 장치가 없음"},
     {"`iw dev` shows nothing. `dmesg | grep -i firmware` shows what did not load.",
      "`iw dev`에 아무것도 없음. `dmesg | grep -i firmware`에 읽지 못한 펌웨어가 나옴."},
     {"Power off and on. Still none: seat the radio card anew, then swap it.",
      "전원을 껐다 켬. 그래도 없으면 무선 카드를 다시 꽂고, 그다음 교체."}},
    {"radio_hung",
     {"The radio's chip or its firmware hangs", "무선 칩 또는 펌웨어가 멈춤"},
     {"`magpie-agent sample | grep hung` says yes: the counters of a radio that serves stand still.",
      "`magpie-agent sample | grep hung` 결과가 yes: 서비스 중인 무선의 카운터가 움직이지 않음."},
     {"Restart hostapd; if the radio still stands still, switch the pole's power off and on, and note the driver's "
      "version.",
      "hostapd를 다시 시작하고, 그래도 움직이지 않으면 폴의 전원을 껐다 켠 뒤 드라이버 버전을 기록."}},
    {"hostapd_stopped",
     {"No network is on the air: hostapd does not run", "전파에 네트워크가 없음: hostapd가 돌고 있지 않음"},
     {"Your phone does not show the SSID. `systemctl status hostapd` is not active.",
      "휴대전화에 SSID가 보이지 않음. `systemctl status hostapd`가 active가 아님."},
     {"Start hostapd. It ends again: `journalctl -u hostapd` says why; a wrong country or channel is the usual cause.",
      "hostapd를 시작. 다시 꺼지면 `journalctl -u hostapd`에 이유가 나옴. 흔한 원인은 국가 코드나 채널 설정."}},
    {"radar_shut",
     {"Radar was seen and the channel is shut", "레이더가 감지되어 채널이 닫힘"},
     {"`magpie-agent sample | grep dfs` says 3.", "`magpie-agent sample | grep dfs` 결과가 3."},
     {"Wait half an hour: the law keeps the channel shut. Again and again: tell the desk to set a channel of 36 to 48 "
      "or 149 to 161.",
      "30분 기다림: 법에 따라 채널이 닫혀 있음. 자주 반복되면 36~48 또는 149~161 채널로 바꾸도록 상황실에 요청."}},
    {"air_crowded",
     {"Others take the air", "다른 네트워크가 전파를 차지함"},
     {"`iw dev wlan0 survey dump`: busy is above 80 % of active, and transmit is little of it.",
      "`iw dev wlan0 survey dump`: busy가 active의 80 %를 넘고 transmit은 적음."},
     {"Tell the desk to change the channel, or to narrow it to 20 MHz. Look for a new access point nearby.",
      "채널을 바꾸거나 20 MHz로 좁히도록 상황실에 요청. 근처에 새로 생긴 공유기를 확인."}},
    {"air_noise",
     {"Something that is no Wi-Fi disturbs the air", "와이파이가 아닌 전파가 방해함"},
     {"busy is high and receive is low in `iw dev wlan0 survey dump`. Cameras, microwave ovens, a defective LED "
      "driver.",
      "`iw dev wlan0 survey dump`에서 busy는 높고 receive는 낮음. 무선 카메라, 전자레인지, 불량 LED 전원 장치가 흔한 "
      "원인."},
     {"Switch suspects on the pole off, one at a time. Not on the pole: note the place and the hour for the desk.",
      "폴에 달린 의심 장비를 하나씩 꺼 봄. 폴에 없으면 위치와 시간을 적어 상황실에 전달."}},
    {"antenna_bad",
     {"An antenna or its cable is bad", "안테나 또는 안테나 케이블 불량"},
     {"At ten metres your phone shows less than -65 dBm, or the two antennas differ by more than 10 dB (`iw dev wlan0 "
      "station dump`).",
      "10 m 거리에서 휴대전화 신호가 -65 dBm보다 약하거나, 두 안테나 차이가 10 dB를 넘음(`iw dev wlan0 station "
      "dump`)."},
     {"Tighten the plugs, look for water, swap the cable, then the antenna.",
      "커넥터를 조이고 물기를 확인. 케이블, 그다음 안테나를 교체."}},
    {"wrong_passphrase",
     {"The passphrase of the pole is not what people have", "폴의 암호가 이용자 암호와 다름"},
     {"Join with your own phone and the published passphrase.", "공개된 암호로 직접 휴대전화를 접속해 봄."},
     {"You get in: people mistype, leave it. You do not: tell the desk to send the configuration again.",
      "접속되면 이용자 입력 실수이니 그대로 둠. 안 되면 상황실에 설정을 다시 내려 달라고 요청."}},
    {"radius_fails",
     {"The login server does not let people in", "인증 서버가 접속을 받아 주지 않음"},
     {"Join the secure network with your phone. It fails at the next pole too.",
      "보안 네트워크에 접속해 봄. 옆 폴에서도 실패함."},
     {"It is not this pole: tell the desk. Only this pole: its address or secret at the RADIUS server is wrong.",
      "이 폴의 문제가 아님: 상황실에 알림. 이 폴만 그러면 RADIUS 서버에 등록된 주소나 비밀 값이 틀림."}},
    {"full",
     {"The pole has no room for more clients", "접속 인원이 가득 참"},
     {"`iw dev wlan0 station dump | grep -c Station` is at hostapd's `max_num_sta`.",
      "`iw dev wlan0 station dump | grep -c Station` 값이 hostapd의 `max_num_sta`와 같음."},
     {"A festival: nothing to mend. Every day: tell the planner that this site needs another pole.",
      "행사 때문이면 고칠 것이 없음. 매일 그러면 폴을 늘려야 한다고 계획 담당자에게 알림."}},
    {"capture_stopped",
     {"The air is not listened to: magpie-capture does not run, or hears nothing",
      "전파를 듣지 못함: magpie-capture가 돌고 있지 않거나 아무것도 못 들음"},
     {"`systemctl status magpie-capture` is not active, or `journalctl -u magpie-capture` says that it waits for an "
      "interface.",
      "`systemctl status magpie-capture`가 active가 아니거나 `journalctl -u magpie-capture`에 인터페이스를 기다린다고 "
      "나옴."},
     {"Start it. It ends again or waits: its journal names the interface or the privilege it lacks. People are served "
      "meanwhile.",
      "시작함. 다시 꺼지거나 기다리면 저널에 없는 인터페이스나 권한이 나옴. 그동안에도 이용자 접속은 됨."}},
    {"deauth_attack",
     {"Somebody throws people off the network", "누군가 이용자를 끊어 내고 있음"},
     {"People lose the network at once, again and again, while the signal is good.",
      "신호가 좋은데도 여러 사람이 한꺼번에 자꾸 끊김."},
     {"Do not search alone. Tell the security desk the place, the hour and what you see.",
      "혼자 찾지 말 것. 위치와 시간, 본 것을 보안 담당에 알림."}},
    {"evil_twin",
     {"Somebody offers a network under the city's name", "누군가 시 와이파이 이름을 흉내 냄"},
     {"Ask the desk for its BSSID and channel. A Wi-Fi scanner on your phone shows where it is strongest.",
      "상황실에서 BSSID와 채널을 받음. 휴대전화 와이파이 스캐너로 신호가 가장 센 곳을 확인."},
     {"A new access point of the city's: tell the desk that its BSSID is missing in the configuration. Any other: do "
      "not search alone, tell the security desk.",
      "새로 설치한 시 장비라면 설정에 BSSID가 빠졌다고 상황실에 알림. 아니면 혼자 찾지 말고 보안 담당에 알림."}},
};

}  // namespace rows

inline constexpr std::span<const Fault> faults = rows::fault_table;

}  // namespace magpie::catalogue
