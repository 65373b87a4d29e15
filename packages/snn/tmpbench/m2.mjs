import "@tensorflow/tfjs";
import { selectBackend, registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
await selectBackend({prefer:["tensorflow"]});registerTrainingKernels();
const be=tf.backend(); const N=4*11*112*112*32;
const med=a=>a.sort((p,q)=>p-q)[a.length>>1];
async function time(name,f,n=7){const w=[],cp=[];for(let i=0;i<n+2;i++){const b=process.cpuUsage(),t=performance.now();await f();const e=performance.now()-t,u=process.cpuUsage(b);if(i>1){w.push(e);cp.push((u.user+u.system)/1e3)}}console.log(name.padEnd(34),med(w).toFixed(1),"ms cpu",med(cp).toFixed(1))}
const x=tf.randomNormal([44,112,112,32]), k=tf.randomNormal([3,3,32,32]);
await time("conv",()=>tf.conv2d(x,k,1,"same").dispose());
await time("dW",()=>tf.dispose(tf.grad(kk=>tf.conv2d(x,kk,1,"same"))(k,x)));
await time("dX",()=>tf.dispose(tf.grad(xx=>tf.conv2d(xx,k,1,"same"))(x,x)));
const L=tf.scalar(.5), TH=tf.scalar(1);
function lif(x,axis){return tf.tidy(()=>{let u=null,o=null;const out=[];for(const xt of tf.unstack(x,axis)){ u=u?tf.sub(tf.add(xt,tf.mul(u,L)),tf.mul(o,TH)):xt; o=tf.cast(tf.greater(u,TH),"float32");out.push(o);} return tf.stack(out,axis)})}
function lifB(x){return tf.tidy(()=>tf.stack(tf.unstack(x,0).map(s=>lif(s,0)),0))}
function lifBr(x,R){return tf.tidy(()=>{const [B,T,...r]=x.shape;const n=r.reduce((a,b)=>a*b);return tf.concat(tf.unstack(tf.reshape(x,[B,T,n]),0).flatMap(s=>[tf.concat(tf.split(s,R,1).map(c=>lif(c,0)),1)]),0)})}
const z=tf.reshape(x,[4,11,112,112,32]);
await time("lif whole",()=>lif(z,1).dispose());
await time("lif by sample",()=>lifB(z).dispose());
await time("lif by sample/2",()=>lifBr(z,2).dispose());
await time("lif by sample/8",()=>lifBr(z,8).dispose());
await time("lif by sample/32",()=>lifBr(z,32).dispose());
const s=tf.ones([4]);
await time("100 small mul",()=>{for(let i=0;i<100;i++)tf.mul(s,s).dispose()});
